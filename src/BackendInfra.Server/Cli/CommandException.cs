namespace BackendInfra.Server.Cli;

/// <summary>A verb cannot do its work; the message tells the operator what to do.</summary>
internal sealed class CommandException(string message) : Exception(message);
