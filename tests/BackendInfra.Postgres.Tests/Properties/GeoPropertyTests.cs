using System.Collections.Immutable;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Tests.Shared;
using CsCheck;
using Xunit;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>SQL and memory agree on places, but for those within rounding of a circle's edge.</summary>
public sealed class GeoPropertyTests(PostgresServer server)
{
    private const int Places = 300;
    private const int FilterCount = 600;
    private const double Tolerance = 1e-9;

    private static readonly Gen<GeoPointValue> Place = Gen.Frequency(
        (6, Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180])),
        (2, Gen.Select(Gen.Double[85, 90], Gen.Double[-180, 180])),
        (2, Gen.Select(Gen.Double[-10, 10], Gen.OneOf(Gen.Double[175, 180], Gen.Double[-180, -175]))),
        (1, Gen.Select(Gen.OneOf(-90d, 0, 90), Gen.OneOf(-180d, 0, 180)))).Select(p => new GeoPointValue(p.Item1, p.Item2));

    private static readonly Gen<PolygonValue> Polygon = Place.Array[3, 8].Where(points => points.Distinct().Count() >= 3).Select(GeoOperands.Polygon);

    [Fact]
    public async Task A_place_matches_in_SQL_as_in_memory()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        var snapshot = await host.CreateClassAsync(new ClassEdit("Place") { SetFields = [new("at", FieldType.GeoPoint), new("area", FieldType.Polygon)] }, ct);
        var schema = snapshot.Find("Place")!;
        var values = Enumerable.Range(0, Places).Select(i => (At: Seeded.Make(Place, Seeded.First + (ulong)i), Area: Seeded.Make(Polygon, Seeded.First + (ulong)i + 1_000))).ToArray();
        await host.FillAsync(schema, Places, i => i % 10 == 0 ? [] : [("at", values[i].At), ("area", values[i].Area)], ct);

        var (at, area) = (FieldPath.Parse(schema, "at"), FieldPath.Parse(schema, "area"));
        var filters = Gen.OneOf<GeoFilter>(
            Gen.Select(Place, Gen.OneOf(Gen.Double[0, 0.2], Gen.Double[0, Math.PI])).Select(GeoFilter (center, radians) => new NearFilter(at, center, radians, Sorts: false)),
            Gen.Select(Place, Place).Where((a, b) => a.Latitude <= b.Latitude).Select(GeoFilter (a, b) => new BoxFilter(at, a, b)),
            Polygon.Select(GeoFilter (polygon) => new WithinPolygonFilter(at, polygon)),
            Place.Select(GeoFilter (point) => new PolygonContainsFilter(area, point)));
        for (var i = 0; i < FilterCount; i++)
        {
            var filter = Seeded.Make(filters, Seeded.First + (ulong)i);
            var plan = new ReadPlan(schema) { Where = filter, Selection = new GraphSelection([new FieldNode("i", FieldDefinition.ObjectId)]) };
            var found = (await host.ReadAsync(plan, Principal.Master, ct)).Texts.Select(text => text[6..^2]).ToHashSet();
            var evaluator = new FilterEvaluator(filter);
            for (var n = 0; n < Places; n++)
            {
                var isSet = n % 10 != 0;
                if (isSet && IsOnEdge(filter, values[n]))
                    continue;
                var fields = isSet ? ImmutableDictionary<string, ParseValue>.Empty.Add("at", values[n].At).Add("area", values[n].Area) : ImmutableDictionary<string, ParseValue>.Empty;
                var state = new ObjectState($"x{n:000000}", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, fields);
                Assert.True(evaluator.Matches(state) == found.Contains(state.ObjectId), $"{filter}: {values[n].At}, in memory {evaluator.Matches(state)}");
            }
        }
    }

    [Fact]
    public async Task The_nearest_come_first()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        var schema = (await host.CreateClassAsync(new ClassEdit("Place") { SetFields = [new("at", FieldType.GeoPoint)] }, ct)).Find("Place")!;
        var places = Enumerable.Range(0, Places).Select(i => Seeded.Make(Place, Seeded.First + (ulong)i)).ToArray();
        await host.FillAsync(schema, Places, i => [("at", places[i])], ct);

        for (var i = 0; i < 20; i++)
        {
            var center = Seeded.Make(Place, Seeded.First + 5_000 + (ulong)i);
            var near = new NearFilter(FieldPath.Parse(schema, "at"), center, null, Sorts: true);
            var plan = new ReadPlan(schema) { Where = near, Order = SortKey.Implied(near), Selection = new GraphSelection([new FieldNode("i", FieldDefinition.ObjectId)]) };
            var distances = (await host.ReadAsync(plan, Principal.Master, ct)).Texts
                .Select(text => Geography.Radians(center, places[int.Parse(text[7..^2], System.Globalization.CultureInfo.InvariantCulture)])).ToArray();
            Assert.Equal(Places, distances.Length);
            Assert.All(distances.Zip(distances.Skip(1)), pair => Assert.True(pair.First <= pair.Second + Tolerance));
        }
    }

    /// <summary>Rounding decides there, and PostgreSQL compares the edges of polygons within a tolerance of its own.</summary>
    private static bool IsOnEdge(GeoFilter filter, (GeoPointValue At, PolygonValue Area) place) => filter switch
    {
        NearFilter near => Math.Abs(Geography.Radians(near.Center, place.At) - near.MaxRadians!.Value) < 1e-7,
        WithinPolygonFilter within => IsNearEdge(within.Area, place.At),
        PolygonContainsFilter contains => IsNearEdge(place.Area, contains.Point),
        _ => false,
    };

    private static bool IsNearEdge(PolygonValue polygon, GeoPointValue point) => polygon.Points.Zip(polygon.Points.Skip(1)).Any(edge =>
    {
        var (a, b) = edge;
        var (dx, dy) = (b.Longitude - a.Longitude, b.Latitude - a.Latitude);
        var length = (dx * dx) + (dy * dy);
        var along = length == 0 ? 0 : Math.Clamp((((point.Longitude - a.Longitude) * dx) + ((point.Latitude - a.Latitude) * dy)) / length, 0, 1);
        return Math.Abs(point.Longitude - a.Longitude - (along * dx)) + Math.Abs(point.Latitude - a.Latitude - (along * dy)) < 1e-4;
    });
}
