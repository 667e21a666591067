using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Values of fields inputs that are no pointers or relations.</summary>
internal sealed class ValueReader(InputScope scope)
{
    /// <exception cref="ParseException">107 a place out of range, 130 a file without its name.</exception>
    public ParseValue Read(FieldDefinition field, InputValue input) => field.Type switch
    {
        FieldType.Array => new ArrayValue([.. scope.Items(input).Select(item => scope.Scalar(item) ?? ParseValue.Null)]),
        FieldType.GeoPoint => Point(input),
        FieldType.Polygon => Polygon(input),
        FieldType.File => scope.Scalar(scope.Member(input, "file")) ?? throw new ParseException(ErrorCode.FileSaveError, "Invalid file upload."),
        _ => scope.Scalar(input) ?? ParseValue.Null,
    };

    /// <summary>The whole new ACL; an empty input leaves the object to the master key.</summary>
    /// <exception cref="ParseException">123 what cannot be a user or a role.</exception>
    public Acl Acl(InputValue input)
    {
        var acl = Core.Permissions.Acl.MasterOnly;
        foreach (var rule in scope.Items(scope.Member(input, "users")))
            acl = Grant(acl, GlobalId.ObjectIdOf("_User", scope.Text(scope.Member(rule, "userId"))!), rule);
        foreach (var rule in scope.Items(scope.Member(input, "roles")))
            acl = Grant(acl, Core.Permissions.Acl.RolePrefix + scope.Text(scope.Member(rule, "roleName")), rule);
        return scope.SettleOrNull(scope.Member(input, "public")) is { } everybody ? Grant(acl, Core.Permissions.Acl.Everyone, everybody) : acl;
    }

    private Acl Grant(Acl acl, string subject, InputValue rule)
    {
        if (!Core.Permissions.Acl.IsSubject(subject))
            throw new ParseException(ErrorCode.InvalidAcl, $"Invalid ACL: '{Excerpt.Of(subject)}' is no user id or role.");
        if (scope.Flag(scope.Member(rule, "read")) is true)
            acl = acl with { Read = acl.Read.Add(subject) };
        return scope.Flag(scope.Member(rule, "write")) is true ? acl with { Write = acl.Write.Add(subject) } : acl;
    }

    private GeoPointValue Point(InputValue input) => ParseJson.GeoPoint(Number(input, "latitude"), Number(input, "longitude"));

    private double Number(InputValue input, string name) => ((NumberValue)scope.Scalar(scope.Member(input, name))!).Number;

    private PolygonValue Polygon(InputValue input)
    {
        var points = ImmutableArray.CreateBuilder<GeoPointValue>();
        foreach (var point in scope.Items(input))
            points.Add(Point(point));
        return ParseJson.Polygon(points);
    }
}
