namespace BackendInfra.Benchmarks.Http;

/// <summary>The hand-written SQL: <c>format()</c> per row, as the measurements recommend.</summary>
internal static class BareStatements
{
    private const string Readable = "(t._rperm IS NULL OR t._rperm && $1)";

    public static IEnumerable<(string Path, BareStatement Sql)> Reads(string schema)
    {
        string Table(string name) => $"\"{schema}\".\"{name}\"";

        // REST: whole objects in the wire form.
        var product = RestObject("t", ",\"categories\":{\"__type\":\"Relation\",\"className\":\"Category\"}");
        yield return ("/rest/get", new($"SELECT {product} FROM {Table("Product")} t WHERE t.\"objectId\" = $2 AND {Readable}", [], []));
        yield return ("/rest/page", Results($"SELECT {product} FROM (SELECT t.* FROM {Table("Product")} t WHERE t._f_price > $2 AND {Readable} ORDER BY t._f_price NULLS FIRST, t.\"objectId\" LIMIT 20) t"));
        var included = RestObject("p", "\"__type\":\"Object\",\"className\":\"Product\",\"categories\":{\"__type\":\"Relation\",\"className\":\"Category\"}", isInner: true);
        var order = $"format('{{\"objectId\":\"%s\",\"createdAt\":\"%s\",\"updatedAt\":\"%s\"%s,\"firstName\":%s,\"address\":%s,\"quantity\":%s,\"delivered\":%s%s}}', t.\"objectId\", {Iso("t", "createdAt")}, {Iso("t", "updatedAt")}, {RestAcl("t")}, (t.data->'firstName')::text, (t.data->'address')::text, t.data->>'quantity', t.data->>'delivered', ',\"product\":' || (SELECT {included} FROM {Table("Product")} p WHERE p.\"objectId\" = t._f_product AND (p._rperm IS NULL OR p._rperm && $1)))";
        yield return ("/rest/orders", Results($"SELECT {order} FROM (SELECT t.* FROM {Table("Order")} t WHERE {Readable} ORDER BY t.\"createdAt\" DESC, t.\"objectId\" DESC LIMIT 20) t"));
        yield return ("/rest/count", new(
            $"SELECT count(*)::text FROM {Table("Product")} t WHERE t._f_price > $2 AND t._f_price < $2 + 10 AND {Readable}", "{\"results\":[],\"count\":"u8.ToArray(), "}"u8.ToArray(), Custom: true));

        // GraphQL: the selected fields under "data".
        yield return ("/graphql/get", new(
            $"SELECT {GraphProduct("t")} FROM {Table("Product")} t WHERE t.\"objectId\" = $2 AND {Readable}", "{\"data\":{\"product\":"u8.ToArray(), "}}"u8.ToArray()));
        yield return ("/graphql/page", Edges("products", $"SELECT format('{{\"node\":%s}}', {GraphProduct("t")}) FROM (SELECT t.* FROM {Table("Product")} t WHERE t._f_price > $2 AND {Readable} ORDER BY t._f_price NULLS FIRST, t.\"objectId\" LIMIT 20) t"));
        yield return ("/graphql/orders", Edges("orders", GraphOrders(Table("Order"), $"(SELECT {GraphProduct("p")} FROM {Table("Product")} p WHERE p.\"objectId\" = t._f_product AND (p._rperm IS NULL OR p._rperm && $1))")));
        var categories = $"(SELECT string_agg(format('{{\"node\":{{\"name\":%s}}}}', coalesce((c.data->'name')::text, 'null')), ',' ORDER BY c.\"createdAt\", c.\"objectId\") FROM \"{schema}\".\"_Join:categories:Product\" j CROSS JOIN LATERAL (SELECT c.* FROM {Table("Category")} c WHERE c.\"objectId\" = j.\"relatedId\" AND (c._rperm IS NULL OR c._rperm && $1) OFFSET 0) c WHERE j.\"owningId\" = p.\"objectId\")";
        yield return ("/graphql/nested", Edges("orders", GraphOrders(Table("Order"), $"(SELECT format('{{\"name\":%s,\"categories\":{{\"edges\":[%s]}}}}', coalesce((p.data->'name')::text, 'null'), {categories}) FROM {Table("Product")} p WHERE p.\"objectId\" = t._f_product AND (p._rperm IS NULL OR p._rperm && $1))")));
        yield return ("/graphql/count", new(
            $"SELECT count(*)::text FROM {Table("Product")} t WHERE t._f_price > $2 AND t._f_price < $2 + 10 AND {Readable}", "{\"data\":{\"products\":{\"count\":"u8.ToArray(), "}}}"u8.ToArray(), Custom: true));
    }

    public static string Create(string schema) =>
        $"INSERT INTO \"{schema}\".\"Order\" (\"objectId\", \"createdAt\", \"updatedAt\", data) VALUES ($1, now(), now(), $2 || '{{}}') RETURNING {Iso("\"Order\"", "createdAt")}";

    private static BareStatement Results(string sql) => new(sql, "{\"results\":["u8.ToArray(), "]}"u8.ToArray());

    private static BareStatement Edges(string field, string sql) =>
        new(sql, System.Text.Encoding.UTF8.GetBytes($"{{\"data\":{{\"{field}\":{{\"edges\":["), "]}}}"u8.ToArray());

    private static string GraphProduct(string row) =>
        $"format('{{\"objectId\":\"%s\",\"name\":%s,\"price\":%s}}', {row}.\"objectId\", coalesce(({row}.data->'name')::text, 'null'), coalesce({row}.data->>'price', 'null'))";

    private static string GraphOrders(string table, string product) =>
        $"SELECT format('{{\"node\":{{\"objectId\":\"%s\",\"firstName\":%s,\"product\":%s}}}}', t.\"objectId\", coalesce((t.data->'firstName')::text, 'null'), coalesce({product}, 'null')) FROM (SELECT t.* FROM {table} t WHERE {Readable} ORDER BY t.\"createdAt\" DESC, t.\"objectId\" DESC LIMIT 20) t";

    private static string RestObject(string row, string constants, bool isInner = false) =>
        $"format('{{{(isInner ? constants + "," : "")}\"objectId\":\"%s\",\"createdAt\":\"%s\",\"updatedAt\":\"%s\"%s{(isInner ? "" : constants)},\"name\":%s,\"description\":%s,\"price\":%s}}', {row}.\"objectId\", {Iso(row, "createdAt")}, {Iso(row, "updatedAt")}, {RestAcl(row)}, ({row}.data->'name')::text, ({row}.data->'description')::text, {row}.data->>'price')";

    /// <summary>These rows' ACLs are public, public read only, or none.</summary>
    private static string RestAcl(string row) =>
        $"CASE WHEN {row}._rperm IS NULL THEN '' WHEN {row}._wperm = '{{}}' THEN ',\"ACL\":{{\"*\":{{\"read\":true}}}}' ELSE ',\"ACL\":{{\"*\":{{\"read\":true,\"write\":true}}}}' END";

    private static string Iso(string row, string column) => $"to_char({row}.\"{column}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
}
