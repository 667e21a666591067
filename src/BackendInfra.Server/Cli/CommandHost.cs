using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Cli.Releases;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.Files;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Import;

namespace BackendInfra.Server.Cli;

/// <summary>Gives a verb the database, started or found running, and turns what goes wrong into a message and an exit code.</summary>
internal sealed class CommandHost(AddDatabase addDatabase)
{
    /// <summary>Runs work with services that are connected to the database.</summary>
    public async Task RunAsync(Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var host = Build();
        await using var disposing = (IAsyncDisposable)host;
        await host.StartAsync(cancellationToken);
        try
        {
            await work(host.Services, cancellationToken);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Runs work for one app.</summary>
    /// <exception cref="CommandException">There is no such app.</exception>
    public Task RunAsync(string appName, Func<IServiceProvider, App, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            async (services, token) =>
            {
                var app = await services.GetRequiredService<IAppStore>().FindByNameAsync(appName, token)
                    ?? throw new CommandException($"There is no app named {appName}. See them with: {Invocation.Text} app list");
                await work(services, app, token);
            },
            cancellationToken);

    /// <summary>Runs a verb.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> GuardAsync(Func<Task> work, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            await work();
            return CommandLine.Success;
        },
        cancellationToken);

    /// <summary>Runs a verb that has something to say by its exit code.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Cancelled.");
        }
        catch (Exception exception) when (exception is not (NullReferenceException or InvalidCastException))
        {
            // Nobody but the operator reads it, and what the operator can mend is in the message.
            await Console.Error.WriteLineAsync(exception.Message);
        }

        return CommandLine.Failure;
    }

    private IHost Build()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables(ServerHost.VariablePrefix);
        builder.Configuration.AddInMemoryCollection([
            new("Postgres:Attach", "true"),
            new("Logging:LogLevel:Default", "Warning"),

            // Why a start failed is the command's own answer; the host's log would say it again, with a stack.
            new("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "None"),
        ]);
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddImportAndExport();
        builder.Services.AddReleases(builder.Configuration);
        builder.Services.AddCommandTrial(builder.Configuration);
        builder.Services.AddFiles(builder.Configuration);
        addDatabase(builder.Services, builder.Configuration);
        return builder.Build();
    }
}
