namespace BackendInfra.Server.CloudCode.Web;

/// <summary>A file that everybody may read.</summary>
/// <param name="Path">On this machine.</param>
/// <param name="EntityTag">Of its content, in quotation marks; the same on every server.</param>
/// <param name="IsFolder">Whether it is a folder with a page, whose own address ends in a slash.</param>
internal sealed record PublicFile(string Path, string ContentType, string EntityTag, bool IsFolder = false);
