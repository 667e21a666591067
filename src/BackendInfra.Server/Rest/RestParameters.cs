using System.Collections;

namespace BackendInfra.Server.Rest;

/// <summary>The parameters of a read: those of the query string, and of the body where SDKs put them.</summary>
internal sealed class RestParameters : IEnumerable<RestParameter>
{
    public static readonly RestParameters None = new([]);

    private readonly List<RestParameter> _all;

    private RestParameters(List<RestParameter> all) => _all = all;

    /// <param name="query">The query string; its parameters win over the body's of the same name.</param>
    public static RestParameters Of(IQueryCollection? query, RestBody body)
    {
        List<RestParameter>? all = null;
        foreach (var (name, value) in body.Members())
        {
            if (query is null || !query.ContainsKey(name))
                (all ??= []).Add(new RestParameter(name, null, value));
        }

        if (query is { Count: > 0 })
        {
            all ??= [];
            foreach (var (name, values) in query)
                all.Add(new RestParameter(name, values.ToString(), default));
        }

        return all is null ? None : new RestParameters(all);
    }

    public IEnumerator<RestParameter> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
