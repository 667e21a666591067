using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Server.Http;

/// <summary>Whom a request speaks to, and who speaks.</summary>
internal sealed record Caller(App App, Principal Principal);
