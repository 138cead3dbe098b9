using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Penumbra.Fuzz.Contract;

/// <summary>Writes all that a record holds, lists and subtypes included: two specs mean the same when their texts are equal.</summary>
public static class Dump
{
    /// <summary>The text.</summary>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(object? value, StringBuilder text)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case string word: text.Append('"').Append(word).Append('"'); break;
            case System.Text.Json.Nodes.JsonNode node: text.Append(node.ToJsonString()); break;
            case Uri or System.Net.EndPoint or System.Text.RegularExpressions.Regex: text.Append(value); break;
            case ValueType: text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append('{');
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    text.Append(property.Name).Append(':');
                    Write(property.GetValue(value), text);
                    text.Append(';');
                }

                text.Append('}');
                break;
        }
    }
}
