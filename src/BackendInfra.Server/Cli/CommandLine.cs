using System.CommandLine;
using System.CommandLine.Parsing;

namespace BackendInfra.Server.Cli;

/// <summary>The verbs of this program. Without one it serves.</summary>
internal static class CommandLine
{
    public const int Success = 0, Failure = 1, Misuse = 2;

    /// <summary>Of <c>schema diff</c> and <c>schema apply</c>, when there are changes of such a severity.</summary>
    public const int Breaking = 3, Dangerous = 4;

    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    /// <param name="args">As the program got them.</param>
    /// <param name="serve">Runs the server with the settings that it is given.</param>
    /// <param name="addDatabase">Adds the database to the services of a verb.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<string[], Task> serve, AddDatabase addDatabase)
    {
        // "--urls http://…" without a verb is for the server, whose settings are not known here.
        if (args is [] || (args[0].StartsWith('-') && args[0] is not ("-h" or "--help" or "-?" or "--version")))
            args = [Verbs.Serve, .. args];

        var result = Verbs.Create(serve, new CommandHost(addDatabase)).Parse(args);
        if (result.Errors.Count == 0)
        {
            return await result.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,

                // The server finishes its requests after a signal, in its own time; a verb has to roll back and let go of the database.
                ProcessTerminationTimeout = result.CommandResult.Command.Name == Verbs.Serve ? null : TerminationTimeout,
            });
        }

        // An unknown verb is also a missing one; the more telling message comes last.
        await Console.Error.WriteLineAsync(result.Errors[^1].Message);
        await Console.Error.WriteLineAsync($"See: {Program(result)} --help");
        return Misuse;
    }

    private static string Program(ParseResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? symbol = result.CommandResult; symbol is CommandResult command and { Parent: not null }; symbol = symbol.Parent)
            names.Push(command.Command.Name);
        return string.Join(' ', names.Prepend(Invocation.Text));
    }
}
