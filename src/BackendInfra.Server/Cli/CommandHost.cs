using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Import;

namespace BackendInfra.Server.Cli;

/// <summary>Gives a verb the database, started or found running, and turns what goes wrong into a message and an exit code.</summary>
internal sealed class CommandHost(AddDatabase addDatabase)
{
    /// <summary>Runs a verb with services that are connected to the database.</summary>
    public Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        GuardAsync(
            async () =>
            {
                using var host = Build();
                await host.StartAsync(cancellationToken);
                try
                {
                    await work(host.Services, cancellationToken);
                }
                finally
                {
                    await host.StopAsync(CancellationToken.None);
                }
            },
            cancellationToken);

    /// <summary>Runs a verb for one app.</summary>
    public Task<int> RunAsync(string appName, Func<IServiceProvider, App, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            async (services, token) =>
            {
                var app = await services.GetRequiredService<IAppStore>().FindByNameAsync(appName, token)
                    ?? throw new CommandException($"There is no app named {appName}. See them with: {Invocation.Text} app list");
                await work(services, app, token);
            },
            cancellationToken);

    /// <summary>Runs a verb that needs no database here.</summary>
    public static async Task<int> GuardAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            return CommandLine.Success;
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
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new("Postgres:Attach", "true")]);
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddImportAndExport();
        addDatabase(builder.Services, builder.Configuration);
        return builder.Build();
    }
}
