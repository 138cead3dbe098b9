using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>How files are cut and named.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        foreach (var file in Repository.OperatorSources) Repository.Text(file).Split('\n').Length.Should().BeLessThanOrEqualTo(401, file);
    }

    [Fact]
    public void A_file_holds_one_public_type_of_its_own_name()
    {
        foreach (var file in Repository.OperatorSources)
        {
            var types = TopLevelType().Matches(Repository.Text(file)).Select(match => match.Groups[1].Value).Distinct().ToList();
            if (types.Count == 0) continue;
            types.Should().Equal([Path.GetFileNameWithoutExtension(file)], file);
        }
    }

    [Fact]
    public void Folders_are_namespaces()
    {
        foreach (var file in Repository.OperatorSources)
        {
            var declared = Regex.Match(Repository.Text(file), @"^namespace ([\w.]+);", RegexOptions.Multiline);
            if (!declared.Success) continue;
            declared.Groups[1].Value.Should().Be(Path.GetDirectoryName(file)!.Replace("operator/", "", StringComparison.Ordinal).Replace('/', '.'), file);
        }
    }

    [Fact]
    public void No_name_says_nothing()
    {
        // Field managers are Kubernetes' own word.
        foreach (var file in Repository.OperatorSources.Where(file => !file.EndsWith("/FieldManagers.cs", StringComparison.Ordinal)))
        {
            Path.GetFileNameWithoutExtension(file).Should().NotMatchRegex("(Helpers?|Utils?|Utilit(y|ies)|Managers?)$");
            Repository.Text(file).Should().NotMatchRegex(@"\b(class|record|struct|interface) \w*(Helper|Util|Utils|Utility|Manager)\b", file);
        }
    }

    [Fact]
    public void Traces_are_of_passes_over_launches_alone()
    {
        // Where nothing else is traced, and nobody adds another's source, no body, header, query or row of a user can reach a collector.
        Repository.OperatorSources.Where(file => Regex.IsMatch(Repository.Text(file), @"\bActivitySource\b|\.StartActivity\(|\.SetTag\(|\.AddTag\(|\.SetBaggage\("))
            .Should().Equal("operator/Penumbra.Operator/Telemetry/LaunchMetrics.cs");
        Repository.OperatorSources.SelectMany(file => Regex.Matches(Repository.Text(file), @"\.AddSource\([^)]*\)").Select(match => match.Value)).Should().Equal(".AddSource(LaunchMetrics.TraceSource)");
    }

    [Fact]
    public void No_tracked_file_names_a_machine()
    {
        // Written apart, so that this file does not find itself.
        string[] machines = ["/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "C:\\" + "Users"];
        foreach (var file in Repository.Tracked().Where(file => !file.EndsWith(".png", StringComparison.Ordinal) && !file.EndsWith("packages.lock.json", StringComparison.Ordinal)))
            Repository.Text(file).Should().NotContainAny(machines, file);
    }

    [Fact]
    public void No_tracked_file_names_a_registry_of_packages()
    {
        foreach (var file in Repository.Tracked().Where(file => file.EndsWith(".config", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal) || file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal)))
            Repository.Text(file).Should().NotMatchRegex(@"https?://[\w.-]+/(artifactory|nexus|repository|v3/index\.json)", file);
    }

    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|partial|readonly) )*(?:class|record struct|record|struct|interface|enum|delegate [\w?<>]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
