namespace BackendInfra.Server.CloudCode.Frames;

/// <summary>A worker sent what is no frame: it is not to be trusted with anything any more.</summary>
internal sealed class BadFrameException(string message) : Exception(message);
