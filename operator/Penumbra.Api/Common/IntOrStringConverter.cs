using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penumbra.Api.Common;

/// <summary>Reads and writes <see cref="IntOrString"/>.</summary>
public sealed class IntOrStringConverter : JsonConverter<IntOrString>
{
    /// <inheritdoc/>
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt64(out var number) => new(number.ToString(CultureInfo.InvariantCulture), true),
        JsonTokenType.String => new(reader.GetString()!, false),
        _ => throw new JsonException("must be an integer or a string"),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (value.IsInteger) writer.WriteNumberValue(long.Parse(value.Text, CultureInfo.InvariantCulture));
        else writer.WriteStringValue(value.Text);
    }
}
