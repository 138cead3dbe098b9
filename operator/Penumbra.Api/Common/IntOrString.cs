using System.Globalization;
using System.Text.Json.Serialization;

namespace Penumbra.Api.Common;

/// <summary>A value that may be written as an integer or as a string (x-kubernetes-int-or-string).</summary>
/// <param name="Text">The value's text.</param>
/// <param name="IsInteger">Whether it was written as an integer.</param>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString(string Text, bool IsInteger)
{
    /// <summary>An integer.</summary>
    public static IntOrString Of(int value) => new(value.ToString(CultureInfo.InvariantCulture), true);

    /// <summary>A string.</summary>
    public static IntOrString Of(string value) => new(value, false);

    /// <summary>The value's text.</summary>
    public override string ToString() => Text;
}
