namespace BackendInfra.Core.Schema;

/// <summary>Parse's field types. Names are as the schema API spells them, but for <see cref="Acl"/> ("ACL").</summary>
public enum FieldType
{
    String,
    Number,
    Boolean,
    Date,
    Object,
    Array,
    GeoPoint,
    Polygon,
    File,
    Bytes,
    Pointer,
    Relation,
    Acl,
}
