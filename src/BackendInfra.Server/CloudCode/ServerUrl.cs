using System.Net;
using BackendInfra.Core.Errors;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BackendInfra.Server.CloudCode;

/// <summary>Where workers find this server's REST API: the setting <c>CloudCode:ServerUrl</c>, else the address that it listens on, from this machine.</summary>
internal sealed class ServerUrl(CloudSettings settings, IServer? server = null)
{
    private const string Mount = "/parse";

    /// <remarks>A command has no server of its own.</remarks>
    /// <exception cref="ParseException">141: the server does not listen yet.</exception>
    public string Value => settings.ServerUrl ?? Local();

    private string Local()
    {
        var addresses = server?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

        // Without TLS where there is a choice: nothing leaves the machine, and no certificate is made for a loopback address.
        var address = addresses.OrderByDescending(address => address.StartsWith("http:", StringComparison.OrdinalIgnoreCase)).FirstOrDefault()
            ?? throw CloudFailures.Cannot("the server does not listen yet.");
        var parsed = BindingAddress.Parse(address);
        var host = parsed.Host is "+" or "*" or "0.0.0.0" or "[::]" or "localhost" ? IPAddress.Loopback.ToString() : parsed.Host;
        return $"{parsed.Scheme}://{host}:{parsed.Port}{Mount}";
    }
}
