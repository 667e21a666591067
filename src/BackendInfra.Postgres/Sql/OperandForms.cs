using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Sql;

internal static class OperandForms
{
    public static NpgsqlDbType DbType(OperandForm form) => form switch
    {
        OperandForm.Text => NpgsqlDbType.Text,
        OperandForm.Number or OperandForm.Latitude or OperandForm.Longitude => NpgsqlDbType.Double,
        OperandForm.Boolean => NpgsqlDbType.Boolean,
        OperandForm.Timestamp => NpgsqlDbType.TimestampTz,
        OperandForm.Integer => NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Jsonb,
    };

    /// <exception cref="ParseException">102 when a late value has not the type that its plan was made for.</exception>
    public static object Convert(ParseValue value, OperandForm form) => (form, value) switch
    {
        (OperandForm.Text, StringValue text) => text.Text,
        (OperandForm.Text, DateValue date) => date.Iso,
        (OperandForm.Text, PointerValue pointer) => pointer.ObjectId,
        (OperandForm.Text, BytesValue bytes) => bytes.Base64,
        // Files are compared by name: their URLs are the server's own.
        (OperandForm.Text, FileValue file) => file.Name,
        (OperandForm.Number, NumberValue number) => number.Number,
        (OperandForm.Boolean, BooleanValue flag) => flag.Flag,
        (OperandForm.Timestamp, DateValue date) => IsoDate.Parse(date.Iso).UtcDateTime,
        (OperandForm.Timestamp, StringValue text) => IsoDate.Parse(text.Text).UtcDateTime,
        (OperandForm.Integer, NumberValue number) => (long)Math.Clamp(number.Number, 0, long.MaxValue / 2),
        (OperandForm.Latitude, GeoPointValue point) => point.Latitude,
        (OperandForm.Longitude, GeoPointValue point) => point.Longitude,
        (OperandForm.WireJson, _) => ParseJsonText.Wire(value),
        (OperandForm.StoredJson, _) => ParseJsonText.Stored(value),
        _ => throw Refusals.InvalidQuery($"A {value.TypeName} cannot be compared here."),
    };
}
