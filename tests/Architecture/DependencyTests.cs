using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>References point one way: Core, then Api, then adapters, then the program.</summary>
public sealed class DependencyTests
{
    private static readonly SortedDictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Penumbra.Core"] = [],
        ["Penumbra.Api"] = ["Penumbra.Core"],
        ["Penumbra.Kubernetes"] = ["Penumbra.Core", "Penumbra.Api"],
        ["Penumbra.Traffic"] = ["Penumbra.Core", "Penumbra.Api", "Penumbra.Kubernetes"],
        ["Penumbra.Metrics"] = ["Penumbra.Core", "Penumbra.Api", "Penumbra.Kubernetes"],
        ["Penumbra.Databases"] = ["Penumbra.Core", "Penumbra.Api", "Penumbra.Kubernetes"],
        ["Penumbra.Rehearsal"] = ["Penumbra.Core", "Penumbra.Api", "Penumbra.Metrics"],
        ["Penumbra.Comparison"] = ["Penumbra.Core", "Penumbra.Api"],
        ["Penumbra.Operator"] = ["Penumbra.Core", "Penumbra.Api", "Penumbra.Kubernetes", "Penumbra.Traffic", "Penumbra.Metrics", "Penumbra.Databases", "Penumbra.Rehearsal", "Penumbra.Comparison"],
        ["Penumbra.Sandbox"] = ["Penumbra.Kubernetes"],
    };

    public static TheoryData<string> Projects() => [.. Repository.Files("operator", "*.csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Allowed.Should().ContainKey(name, "a new project says here what it may reference");
        var references = XDocument.Parse(Repository.Text(project)).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        references.Should().BeSubsetOf(Allowed[name]);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_namespaces_of_what_lies_below_it(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        foreach (var file in Repository.OperatorSources.Where(file => file.StartsWith($"operator/{name}/", StringComparison.Ordinal)))
        {
            var used = Regex.Matches(Repository.Text(file), @"^(?:global )?using (?:static )?(?:\w+ = )?(Penumbra\.\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct();
            used.Should().BeSubsetOf([name, .. Allowed[name]], file);
        }
    }

    [Fact]
    public void The_rules_need_nothing_but_the_language_and_statistics()
    {
        var references = Assembly.Load("Penumbra.Core").GetReferencedAssemblies().Select(assembly => assembly.Name);
        // InteropServices is where the compiler takes collection expressions from.
        references.Should().BeSubsetOf(["System.Runtime", "System.Collections", "System.Collections.Immutable", "System.Linq", "System.Memory", "System.Runtime.InteropServices", "MathNet.Numerics"]);
    }

    [Fact]
    public void The_rules_have_no_tasks_no_clock_no_files_and_no_json()
    {
        foreach (var file in Repository.OperatorSources.Where(file => file.StartsWith("operator/Penumbra.Core/", StringComparison.Ordinal)))
        {
            var code = Regex.Replace(Repository.Text(file), "//.*", "");
            code.Should().NotMatchRegex(@"\b(async|await|Task<|Task\.|ValueTask|System\.Text\.Json|System\.IO|System\.Net|File\.|HttpClient|Console\.|Environment\.|DateTimeOffset\.(Utc)?Now|DateTime\.|TimeProvider|Random|Guid\.New|Thread)\b", file);
        }
    }
}
