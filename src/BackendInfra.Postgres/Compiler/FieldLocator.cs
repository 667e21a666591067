using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Every form of one field's value that a statement can need, so that the compiler never spells a path by hand.</summary>
/// <param name="Row">The alias of the table.</param>
internal readonly record struct FieldLocator(Alias Row, FieldDefinition Field)
{
    /// <summary>The text of a String, Date, Pointer or Bytes, as it is compared and sorted; NULL when unset.</summary>
    public SqlText Text =>
        Field.IsSystem ? Column
        : Field.Promoted ? Promoted
        : SqlText.Of($"{Row}.data->>{Key}");

    public SqlText Number => Field.Promoted ? Promoted : SqlText.Of($"({Row}.data->>{Key})::float8");

    public SqlText Boolean => Field.Promoted ? Promoted : SqlText.Of($"({Row}.data->>{Key})::boolean");

    /// <summary>A GeoPoint as a point of longitude and latitude; NULL when unset.</summary>
    public SqlText Point => Field.Promoted ? Promoted : PointOf(SqlText.Of($"{Row}.data->{Key}"));

    /// <summary>The stored JSON; NULL when unset.</summary>
    public SqlText Json => Field switch
    {
        { Name: Names.ObjectId } => SqlText.Of($"to_jsonb({Row}.\"objectId\")"),
        { IsSystem: true, Type: FieldType.Date } => SqlText.Of($"to_jsonb({Iso})"),
        { Promoted: true, Type: FieldType.Array } => Promoted,
        _ => SqlText.Of($"{Row}.data->{Key}"),
    };

    /// <summary>The stored JSON as text, which is JSON already.</summary>
    public SqlText JsonText => SqlText.Of($"({Row}.data->{Key})::text");

    /// <summary>The text of a number or a boolean, which needs no quotes to be JSON.</summary>
    public SqlText BareText => SqlText.Of($"{Row}.data->>{Key}");

    /// <summary>A system date as ISO text with milliseconds.</summary>
    public SqlText Iso => IsoOf(Column);

    /// <summary>A timestamp as ISO text with milliseconds.</summary>
    public static SqlText IsoOf(SqlText timestamp) => SqlText.Of($"to_char({timestamp} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')");

    public SqlText IsSet =>
        Field.Type == FieldType.Acl ? SqlText.Of($"({Row}._rperm IS NOT NULL OR {Row}._wperm IS NOT NULL)")
        : Field.IsSystem ? SqlText.Of($"true")
        : Field.Promoted ? SqlText.Of($"{Promoted} IS NOT NULL")
        : SqlText.Of($"{Row}.data ? {Key}");

    /// <summary>What the field is ordered by.</summary>
    public SqlText SortKey => Field.Type switch
    {
        FieldType.Number => Number,
        FieldType.Boolean => Boolean,
        FieldType.String or FieldType.Date or FieldType.Pointer or FieldType.Bytes => Text,
        _ => Json,
    };

    /// <summary>Type and expression of the generated column that promotes the field.</summary>
    public static (SqlText Type, SqlText Expression) Promotion(FieldDefinition field)
    {
        var key = Literal.Key(field);
        return field.Type switch
        {
            FieldType.Number => (SqlText.Of($"float8"), SqlText.Of($"(data->>{key})::float8")),
            FieldType.Boolean => (SqlText.Of($"boolean"), SqlText.Of($"(data->>{key})::boolean")),
            FieldType.GeoPoint => (SqlText.Of($"point"), PointOf(SqlText.Of($"data->{key}"))),
            FieldType.Array => (SqlText.Of($"jsonb"), SqlText.Of($"data->{key}")),
            _ => (SqlText.Of($"text"), SqlText.Of($"data->>{key}")),
        };
    }

    private static SqlText PointOf(SqlText json) =>
        SqlText.Of($"point(({json}->>'longitude')::float8, ({json}->>'latitude')::float8)");

    private Literal Key => Literal.Key(Field);

    private SqlText Column => SqlText.Of($"{Row}.{Identifier.SystemColumn(Field)}");

    private SqlText Promoted => SqlText.Of($"{Row}.{Identifier.Column(Field)}");
}
