using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Permissions;
using Xunit;

namespace BackendInfra.Server.Tests.Files;

public sealed class FileUploadPolicyTests
{
    private static readonly Principal User = Principal.User("u1", []);

    [Fact]
    public void Users_may_upload_by_default() => FileUploadPolicy.RequireUploader(new(), User);

    [Fact]
    public void Anonymous_users_may_not_by_default() => Refused("File upload by anonymous user is disabled.", new(), User, isAnonymous: true);

    [Fact]
    public void Anonymous_users_may_where_the_app_says_so() => FileUploadPolicy.RequireUploader(new() { EnableForAnonymousUser = true }, User, isAnonymousUser: true);

    [Fact]
    public void Users_may_be_kept_out() => Refused("File upload by authenticated user is disabled.", new() { EnableForAuthenticatedUser = false }, User);

    [Fact]
    public void What_is_open_to_the_public_is_not_therefore_open_to_users() =>
        Refused("File upload by authenticated user is disabled.", new() { EnableForPublic = true, EnableForAuthenticatedUser = false }, User);

    [Fact]
    public void The_public_may_not_by_default() => Refused("File upload by public is disabled.", new(), Principal.Anonymous);

    [Fact]
    public void The_master_key_always_may() =>
        FileUploadPolicy.RequireUploader(new() { EnableForAuthenticatedUser = false }, Principal.Master);

    private static void Refused(string message, FileUploadOptions options, Principal principal, bool isAnonymous = false)
    {
        var refusal = Assert.Throws<ParseException>(() => FileUploadPolicy.RequireUploader(options, principal, isAnonymous));
        Assert.Equal((ErrorCode.FileSaveError, message), (refusal.Code, refusal.Message));
    }
}
