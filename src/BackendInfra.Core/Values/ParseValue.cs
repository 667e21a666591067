namespace BackendInfra.Core.Values;

/// <summary>A value of one of Parse's types. The subtypes are the whole list; <see cref="ParseJson"/> is their only codec.</summary>
public abstract record ParseValue
{
    /// <summary>The value that clears a field, and that "unset" compares equal to.</summary>
    public static readonly ParseValue Null = new NullValue();

    /// <summary>The type's name in messages to clients, as Parse writes it.</summary>
    public abstract string TypeName { get; }
}

public sealed record NullValue : ParseValue
{
    public override string TypeName => "null";
}

public sealed record StringValue(string Text) : ParseValue
{
    public override string TypeName => "String";
}

/// <param name="Number">Finite: NaN and the infinities are refused by the codec.</param>
public sealed record NumberValue(double Number) : ParseValue
{
    public override string TypeName => "Number";
}

public sealed record BooleanValue(bool Flag) : ParseValue
{
    public static readonly BooleanValue True = new(true);
    public static readonly BooleanValue False = new(false);

    public static BooleanValue Of(bool flag) => flag ? True : False;

    public override string TypeName => "Boolean";
}

/// <param name="Iso">Fixed width UTC with milliseconds, <c>2024-01-31T12:00:00.000Z</c>: texts sort as the instants do.</param>
public sealed record DateValue(string Iso) : ParseValue
{
    public override string TypeName => "Date";

    public static DateValue Of(DateTimeOffset instant) => new(IsoDate.Format(instant));
}

/// <param name="Base64">Standard base64, validated.</param>
public sealed record BytesValue(string Base64) : ParseValue
{
    public override string TypeName => "Bytes";
}

public sealed record PointerValue(string ClassName, string ObjectId) : ParseValue
{
    public override string TypeName => $"Pointer<{ClassName}>";
}

/// <summary>A relation field's value as clients see and send it: it names the class only; members live in a join table.</summary>
public sealed record RelationValue(string ClassName) : ParseValue
{
    public override string TypeName => $"Relation<{ClassName}>";
}

/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
public sealed record GeoPointValue(double Latitude, double Longitude) : ParseValue
{
    public override string TypeName => "GeoPoint";
}

public sealed record FileValue(string Name, string? Url) : ParseValue
{
    public override string TypeName => "File";
}
