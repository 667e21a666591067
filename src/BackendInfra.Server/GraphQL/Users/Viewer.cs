using BackendInfra.Core.Permissions;

namespace BackendInfra.Server.GraphQL.Users;

/// <summary>A signed-in user, with the rights that he has now.</summary>
internal sealed record Viewer(Principal Principal, string SessionToken);
