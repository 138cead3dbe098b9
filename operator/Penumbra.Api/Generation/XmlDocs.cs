using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Penumbra.Api.Generation;

/// <summary>The summaries of an assembly's XML docs: the descriptions of a CRD are the docstrings of its types.</summary>
public sealed partial class XmlDocs
{
    private readonly Dictionary<string, string> _summaries = new(StringComparer.Ordinal);

    private XmlDocs()
    {
    }

    /// <summary>Reads the file that the compiler wrote beside an assembly.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static XmlDocs Of(Assembly assembly)
    {
        var docs = new XmlDocs();
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        foreach (var member in XDocument.Load(path).Descendants("member"))
        {
            if (member.Attribute("name")?.Value is { } name && member.Element("summary") is { } summary)
                docs._summaries[name] = Spaces().Replace(summary.Value, " ").Trim();
        }

        return docs;
    }

    /// <summary>A type's summary, or null.</summary>
    public string? Summary(Type type) => _summaries.GetValueOrDefault($"T:{type.FullName}");

    /// <summary>A property's summary, or null.</summary>
    public string? Summary(PropertyInfo property) => _summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
