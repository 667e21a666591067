using BackendInfra.Server.GraphQL.Types.Scalars;
using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The types of reference §§4 to 6 that every schema has. One instance per schema, since types know the schema they are in.</summary>
internal sealed class SupportTypes
{
    public SupportTypes()
    {
        FileInfo = TypeParts.Object("FileInfo", "A stored file.", Field("name", NonNull(String), "The name under which it is stored."), Field("url", NonNull(String), "Where it is downloaded."));
        FileInput = Input("FileInput", "Links a stored file, or stores one: give either.", Field("file", File, "The stored file."), Field("upload", Upload, "A file that comes along with the request."));
        GeoPoint = TypeParts.Object("GeoPoint", "A place on Earth in degrees.", Field("latitude", NonNull(Float), "-90 to 90."), Field("longitude", NonNull(Float), "-180 to 180."));
        GeoPointInput = Input("GeoPointInput", "A place on Earth in degrees.", Field("latitude", NonNull(Float), "-90 to 90."), Field("longitude", NonNull(Float), "-180 to 180."));
        Element = TypeParts.Object("Element", "An element of an array that is no object of a class.", Field("value", NonNull(Any), "The element as JSON."));
        ArrayResult = new UnionGraphType { Name = "ArrayResult", Description = "An element of an array: an object of a class, or any JSON value.", ResolveType = _ => null };
        ArrayResult.AddPossibleType(Element);
        Acl = OutputAcl();
        AclInput = InputAcl();
        PageInfo = TypeParts.Object(
            "PageInfo",
            "Where a page stands in its connection.",
            Field("hasNextPage", NonNull(Boolean), "Whether objects follow this page."),
            Field("hasPreviousPage", NonNull(Boolean), "Whether objects precede this page."),
            Field("startCursor", String, "The cursor of the first object; null on an empty page."),
            Field("endCursor", String, "The cursor of the last object; null on an empty page."));
        Node = new InterfaceGraphType { Name = "Node", Description = "An object with a global id.", ResolveType = _ => null };
        Node.AddField(Field("id", NonNull(Id), "The global id: unique among all classes."));
        ParseObject = new InterfaceGraphType { Name = "ParseObject", Description = "What every object of every class has.", ResolveType = _ => null };
        Add(ParseObject, SystemFields());
        ReadPreference = Enum("ReadPreference", "Which database servers may answer. Accepted for Parse clients; PostgreSQL's primary answers.", [("PRIMARY", "The primary."), ("PRIMARY_PREFERRED", "The primary if it can be reached."), ("SECONDARY", "A replica."), ("SECONDARY_PREFERRED", "A replica if there is one."), ("NEAREST", "The nearest server.")]);
        ReadOptions = Input(
            "ReadOptionsInput",
            "Options of reads.",
            Field("readPreference", ReadPreference, "For the query itself."),
            Field("includeReadPreference", ReadPreference, "For included objects."),
            Field("subqueryReadPreference", ReadPreference, "For sub-queries of conditions."));
        PathOperation = Input(
            "PathOperationInput",
            "A change of one place inside an Object field: give one of set, increment and unset.",
            Field("path", NonNull(String), "The field and the keys inside it, separated by dots: stock.oslo.count."),
            Field("set", Any, "The new value; null unsets."),
            Field("increment", Float, "What is added to the number there; nothing counts as 0."),
            Field("unset", Boolean, "Whether the key is taken away."));
        ObjectVersion = Input(
            "ObjectVersionInput",
            "An object as it is known to be.",
            Field("id", NonNull(Id), "Its global id or objectId."),
            Field(WriteTypes.IfUpdatedAt, NonNull(Date), "What its updatedAt must still be; code 251 if it was changed in the meantime."));
        Where = new WhereTypes(this);
        Order = new OrderTypes(this);
        DistanceUnit = DistanceTypes.AddTo(this);
    }

    public StringGraphType String { get; } = new();

    public FloatGraphType Float { get; } = new();

    public IntGraphType Int { get; } = new();

    public BooleanGraphType Boolean { get; } = new();

    public IdGraphType Id { get; } = new();

    public JsonScalar Any { get; } = new("Any", "Any JSON value.");

    public JsonScalar Object { get; } = new("Object", "A JSON object.");

    public JsonScalar Date { get; } = new("Date", "An ISO 8601 date in UTC with milliseconds, such as 2024-01-31T12:00:00.000Z.");

    public JsonScalar Bytes { get; } = new("Bytes", "Bytes as base64.");

    public JsonScalar File { get; } = new("File", "A stored file: its name, or an object with __type \"File\", name and url.");

    public JsonScalar Upload { get; } = new("Upload", "A file that comes along with the request, by the multipart request specification.");

    public ObjectGraphType FileInfo { get; }

    public InputObjectGraphType FileInput { get; }

    public ObjectGraphType GeoPoint { get; }

    public InputObjectGraphType GeoPointInput { get; }

    public ObjectGraphType Element { get; }

    public UnionGraphType ArrayResult { get; }

    public ObjectGraphType Acl { get; }

    public InputObjectGraphType AclInput { get; }

    public ObjectGraphType PageInfo { get; }

    public InterfaceGraphType Node { get; }

    public InterfaceGraphType ParseObject { get; }

    public EnumerationGraphType ReadPreference { get; }

    public InputObjectGraphType ReadOptions { get; }

    public InputObjectGraphType PathOperation { get; }

    public InputObjectGraphType ObjectVersion { get; }

    public WhereTypes Where { get; }

    public OrderTypes Order { get; }

    public EnumerationGraphType DistanceUnit { get; }

    /// <summary>All named types, whether used by a class or not: an SDL without classes has them too.</summary>
    public IEnumerable<IGraphType> All =>
    [
        Any, Object, Date, Bytes, File, Upload, FileInfo, FileInput, GeoPoint, GeoPointInput, Element, ArrayResult, Acl, AclInput,
        PageInfo, Node, ParseObject, ReadPreference, ReadOptions, PathOperation, ObjectVersion, DistanceUnit, .. Where.All, .. Order.All,
    ];

    /// <summary>Names that classes cannot take, those of types nested in <see cref="All"/> included.</summary>
    public IEnumerable<string> Names => All.Select(type => type.Name).Concat(
        ["UserACL", "RoleACL", "PublicACL", "UserACLInput", "RoleACLInput", "PublicACLInput", "SearchInput", "TextInput", .. GeoTypes.Names]);

    public IEnumerable<global::GraphQL.Types.FieldType> SystemFields() =>
    [
        Field("objectId", NonNull(Id), "The object's id, unique in its class."),
        Field("createdAt", NonNull(Date), "When the object was made."),
        Field("updatedAt", NonNull(Date), "When the object was changed last."),
        Field("ACL", NonNull(Acl), "Who may read and write the object."),
    ];

    private ObjectGraphType OutputAcl() => TypeParts.Object(
        "ACL",
        "Who may read and write an object.",
        Field("users", ListOf(NonNull(TypeParts.Object(
            "UserACL",
            "What one user may do.",
            Field("userId", NonNull(Id), "The user's global id."),
            Field("read", NonNull(Boolean), "Whether he may read it."),
            Field("write", NonNull(Boolean), "Whether he may write it.")))), "Rules of users; null when there is none."),
        Field("roles", ListOf(NonNull(TypeParts.Object(
            "RoleACL",
            "What the members of one role may do.",
            Field("roleName", NonNull(Id), "The role's name."),
            Field("read", NonNull(Boolean), "Whether they may read it."),
            Field("write", NonNull(Boolean), "Whether they may write it.")))), "Rules of roles; null when there is none."),
        Field("public", TypeParts.Object("PublicACL", "What everybody may do.", Field("read", Boolean, "Whether everybody may read it."), Field("write", Boolean, "Whether everybody may write it.")), "The rule of everybody; null when there is none."));

    private InputObjectGraphType InputAcl() => Input(
        "ACLInput",
        "Who may read and write an object. Replaces the whole ACL; an empty one leaves it to the master key.",
        Field("users", ListOf(NonNull(Input("UserACLInput", "What one user may do.", Field("userId", NonNull(Id), "The user's global id or objectId."), Field("read", NonNull(Boolean), "Whether he may read it."), Field("write", NonNull(Boolean), "Whether he may write it.")))), "Rules of users."),
        Field("roles", ListOf(NonNull(Input("RoleACLInput", "What the members of one role may do.", Field("roleName", NonNull(String), "The role's name."), Field("read", NonNull(Boolean), "Whether they may read it."), Field("write", NonNull(Boolean), "Whether they may write it.")))), "Rules of roles."),
        Field("public", Input("PublicACLInput", "What everybody may do.", Field("read", NonNull(Boolean), "Whether everybody may read it."), Field("write", NonNull(Boolean), "Whether everybody may write it.")), "The rule of everybody."));
}
