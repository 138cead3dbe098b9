using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Penumbra.Api.Tests;

/// <summary>A value with everything inside, as text: records with lists are not equal to their copies, their texts are.</summary>
public static class Dump
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append('~'); break;
            case string or Enum or bool: text.Append(value); break;
            case DateTimeOffset time: text.Append(time.ToString("O", CultureInfo.InvariantCulture)); break;
            case IFormattable number when value.GetType().IsPrimitive || value is TimeSpan: text.Append(number.ToString(null, CultureInfo.InvariantCulture)); break;
            case IEnumerable list:
                text.Append('[');
                foreach (var item in list)
                {
                    Write(text, item);
                    text.Append(';');
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append('{');
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    if (property.PropertyType == value.GetType()) continue;
                    text.Append(property.Name).Append('=');
                    Write(text, property.GetValue(value));
                    text.Append(',');
                }

                text.Append('}');
                break;
        }
    }
}
