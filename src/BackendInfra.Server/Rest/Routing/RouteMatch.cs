namespace BackendInfra.Server.Rest.Routing;

/// <param name="ClassName">Empty when the route has no such parameter.</param>
/// <param name="ObjectId">Likewise.</param>
/// <param name="Name">Likewise; of a function or a trigger.</param>
internal sealed record RouteMatch(RestRoute Route, string ClassName, string ObjectId, string Name = "");
