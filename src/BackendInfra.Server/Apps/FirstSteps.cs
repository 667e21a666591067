using BackendInfra.Core.Apps;
using BackendInfra.Server.Cli;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BackendInfra.Server.Apps;

/// <summary>Makes the sample shop before the server listens, and says where to go when it does. Shows no key.</summary>
internal sealed class FirstSteps(SampleShop shop, SampleShopCode code, IServer server) : IHostedLifecycleService
{
    private App? _shop;

    public async Task StartAsync(CancellationToken cancellationToken) => _shop = await shop.EnsureAsync(cancellationToken);

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address)
            await Console.Out.WriteLineAsync(Text(Reachable(address), _shop));
        if (_shop is not null)
            await code.EnsureAsync(_shop, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal static string Text(string url, App? shop) =>
        $"""

        BackendInfra is running. Stop it with Ctrl+C.

          REST               {url}/parse
          GraphQL            {url}/graphql
          Banana Cake Pop    {url}/graphql/ui
          API reference      {url}/docs

        {(shop is null ? $"The apps are listed by: {Invocation.Text} app list" : OfShop(url, shop))}

        """;

    private static string OfShop(string url, App shop) =>
        $$$"""
          Application id     {{{shop.Id}}}
          Master key         {{{Invocation.Text}}} app keys {{{shop.Name}}}

        Try next, in another terminal:

          curl -G {{{url}}}/parse/classes/Product -H 'X-Parse-Application-Id: {{{shop.Id}}}' --data-urlencode 'where={"price":{"$gt":50}}'

          curl {{{url}}}/graphql -H 'X-Parse-Application-Id: {{{shop.Id}}}' -H 'Content-Type: application/json' -d '{"query":"{ orders(where: {delivered: {equalTo: false}}) { edges { node { cFirstName product { name price } } } } }"}'

          curl -X POST {{{url}}}/parse/functions/calculateSales -H 'X-Parse-Application-Id: {{{shop.Id}}}'

          {{{Invocation.Text}}} import schema/shop/data/*.json --app {{{shop.Name}}}
        """;

    /// <summary>An address of "every interface" is none that a browser opens.</summary>
    private static string Reachable(string address) =>
        address.Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal);
}
