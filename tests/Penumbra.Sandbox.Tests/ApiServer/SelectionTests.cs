using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Selection;
using Penumbra.Sandbox.ApiServer.Tables;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>Label selectors, the JSONPath of printer columns, and ages.</summary>
public sealed class SelectionTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier!=back", true)]
    [InlineData("app in (api, web)", true)]
    [InlineData("app notin (api,web)", false)]
    [InlineData("none notin (x)", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!none,penumbra.dev/revision=abc", true)]
    [InlineData("app=", false)]
    public void A_label_selector_chooses(string selector, bool expected)
    {
        var obj = (JsonObject)JsonNode.Parse("""{"metadata":{"labels":{"app":"web","penumbra.dev/revision":"abc"}}}""")!;

        LabelSelector.Parse(selector, out _)!.Matches(obj).Should().Be(expected);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("=x")]
    [InlineData("a in b")]
    public void A_malformed_selector_is_refused(string selector)
    {
        LabelSelector.Parse(selector, out var error).Should().BeNull();
        error.Should().NotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(".spec.mode", "Auto")]
    [InlineData("{.spec.mode}", "Auto")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "True")]
    [InlineData(".status.conditions[?(@.type=='Stalled')].status", "")]
    [InlineData(".status.conditions[*].type", "Other,Ready")]
    [InlineData(".status.conditions[-1].type", "Ready")]
    [InlineData(".metadata.annotations.a\\.b/c", "x")]
    [InlineData(".metadata.annotations['a.b/c']", "x")]
    [InlineData(".none.deeper", "")]
    public void A_path_finds_what_a_column_shows(string path, string expected)
    {
        var obj = JsonNode.Parse("""
            {"metadata":{"annotations":{"a.b/c":"x"}},"spec":{"mode":"Auto"},"status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]}}
            """)!;

        string.Join(",", JsonPath.Parse(path).Find(obj).Select(node => node!.GetValue<string>())).Should().Be(expected);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(200, "3m20s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((3 * 3600) + 60, "3h1m")]
    [InlineData(26 * 3600, "26h")]
    [InlineData(50 * 3600, "2d2h")]
    [InlineData(30 * 86400, "30d")]
    public void Ages_are_written_as_kubectl_writes_them(int seconds, string expected) => CellContext.Human(TimeSpan.FromSeconds(seconds)).Should().Be(expected);
}
