using System.Text.RegularExpressions;
using Penumbra.Core.Common;

namespace Architecture.Tests;

/// <summary>The documents say what the code does: names in both, links that lead somewhere.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Every_reason_is_documented_and_every_documented_reason_exists()
    {
        var documented = Regex.Matches(Repository.Text("docs/reasons.md"), @"^\| `(\w+)` \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();
        documented.Should().OnlyHaveUniqueItems().And.BeEquivalentTo(Enum.GetNames<Reason>());
    }

    [Fact]
    public void Every_reason_is_tested_or_listed_as_not_reached_by_a_test_yet()
    {
        var tests = string.Join('\n', Repository.Files("tests", "*.cs").Where(file => !file.StartsWith("tests/Architecture/", StringComparison.Ordinal)).Select(Repository.Text));
        var page = Repository.Text("docs/reasons.md");
        var untested = Regex.Matches(page[page.IndexOf("## Not named by a test yet", StringComparison.Ordinal)..], @"`(\w+)`").Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var reason in Enum.GetNames<Reason>())
            (Regex.IsMatch(tests, $@"\b{reason}\b") || untested.Contains(reason)).Should().BeTrue("{0} occurs in no test", reason);
    }

    [Fact]
    public void Every_metric_is_documented_and_every_documented_metric_exists()
    {
        const string Name = @"penumbra_[a-z0-9_]+";
        var code = Repository.OperatorSources.Where(file => !file.StartsWith("operator/Penumbra.Sandbox/", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(Repository.Text(file), $"Create(?:Observable)?(?:Counter|Gauge|Histogram|UpDownCounter)(?:<\\w+>)?\\(\\s*\"({Name})\"").Select(match => match.Groups[1].Value)).Distinct();
        var documented = Regex.Matches(Repository.Text("docs/metrics.md"), $@"^\| `({Name})` \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        documented.Should().BeEquivalentTo(code);
    }

    // Pages that come with other parts of the project.
    private static readonly string[] Expected = ["docs/traffic.md", "docs/metric-sources.md", "docs/benchmarks"];

    [Fact]
    public void Links_between_documents_lead_to_files()
    {
        foreach (var file in Repository.Files("docs", "*.md").Append("README.md"))
        {
            foreach (Match link in Regex.Matches(Regex.Replace(Repository.Text(file), "`[^`\n]*`", ""), @"\]\(([^)#\s]+)(#[^)]*)?\)"))
            {
                var target = link.Groups[1].Value;
                if (target.Contains("://", StringComparison.Ordinal)) continue;
                var path = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target))).Replace('\\', '/');
                (Repository.Exists(path) || Expected.Contains(path.TrimEnd('/'))).Should().BeTrue("{0} links to {1}", file, target);
            }
        }
    }

    [Fact]
    public void Decisions_are_numbered_without_gaps()
    {
        var decisions = Repository.Files("docs/decisions", "*.md").Select(file => Path.GetFileName(file)).ToList();
        decisions.Should().AllSatisfy(file => file.Should().MatchRegex("^[0-9]{4}-[a-z0-9-]+\\.md$"));
        decisions.Select(file => int.Parse(file[..4], System.Globalization.CultureInfo.InvariantCulture)).Should().Equal(Enumerable.Range(1, decisions.Count));
    }
}
