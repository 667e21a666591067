namespace BackendInfra.Postgres.Sql;

/// <summary>The form in which a value is compared.</summary>
internal enum OperandForm
{
    /// <summary>text: strings, ISO dates, base64, the objectId of a pointer.</summary>
    Text,

    /// <summary>float8.</summary>
    Number,

    Boolean,

    /// <summary>timestamptz: the createdAt and updatedAt columns.</summary>
    Timestamp,

    /// <summary>jsonb in the wire form, as nested values are stored.</summary>
    WireJson,

    /// <summary>jsonb in the plain form of a field's own value.</summary>
    StoredJson,

    /// <summary>int8: limits and offsets.</summary>
    Integer,

    /// <summary>float8: degrees of a GeoPoint.</summary>
    Latitude,

    /// <summary>float8: degrees of a GeoPoint.</summary>
    Longitude,
}
