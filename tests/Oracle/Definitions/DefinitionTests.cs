using System.Text.Json.Nodes;
using Penumbra.Api.Tests;
using Penumbra.Oracle.Tests.Recording;
using Penumbra.Oracle.Tests.Servers;

namespace Penumbra.Oracle.Tests.Definitions;

/// <summary>What the real server said to <c>crds/</c>, and that the sandbox says the same but for CEL rules, which it does not run.</summary>
public sealed class DefinitionTests
{
    private static readonly JsonObject Golden = GoldenFiles.Golden(DefinitionAnswers.File);

    [Fact]
    public void The_definitions_are_established_structural_and_their_rules_cheap_enough()
    {
        foreach (var (name, answer) in Golden.Where(pair => pair.Key.StartsWith("definition ", StringComparison.Ordinal)))
        {
            answer!["refused"].Should().BeNull(name);
            answer["conditions"]!.AsArray().Select(condition => condition!.GetValue<string>()).Should().Contain("Established=True").And.Contain("NamesAccepted=True").And.NotContain("NonStructuralSchema=True");
        }
    }

    [Fact]
    public void Every_sample_is_accepted()
    {
        foreach (var (name, answer) in Golden.Where(pair => pair.Key.StartsWith("sample ", StringComparison.Ordinal)))
        {
            ((int)answer!["code"]!).Should().Be(201, name);
            answer["warnings"].Should().BeNull(name);
        }
    }

    [Fact]
    public void A_right_refresh_is_accepted_so_that_its_edits_are_what_is_wrong() => ((int)Golden["right refresh"]!["code"]!).Should().Be(201);

    [Fact]
    public void Every_wrong_value_is_refused_by_the_server_or_left_to_the_operator()
    {
        string[] stalled = [.. GoldenFiles.Lines("cases/stalled-values.txt")];
        string[] accepted = [.. Golden.Where(pair => pair.Key.StartsWith("wrong ", StringComparison.Ordinal) && (int)pair.Value!["code"]! == 201).Select(pair => pair.Key["wrong ".Length..])];
        accepted.Should().BeEquivalentTo(stalled, "what the server accepts is the operator's to stall");
    }

    [Fact]
    public void Every_change_of_what_is_immutable_is_refused()
    {
        foreach (var (name, answer) in Golden.Where(pair => pair.Key.StartsWith("change ", StringComparison.Ordinal)))
        {
            ((int)answer!["code"]!).Should().Be(422, name);
            answer["causes"]!.ToJsonString().Should().Contain("immutable", name);
        }
    }

    [Fact]
    public void Every_rule_in_the_definitions_has_refused_something()
    {
        var refusals = string.Join('\n', Golden.Select(pair => pair.Value!["causes"]?.ToJsonString(GoldenFiles.Line)));
        foreach (var message in Rules()) refusals.Replace("\\\"", "\"", StringComparison.Ordinal).Should().Contain(message);
    }

    [Fact]
    public async Task The_sandbox_says_the_same_but_for_the_rules()
    {
        var sandbox = new SandboxServer();
        await sandbox.InitializeAsync();
        var answers = await DefinitionAnswers.AskAsync(sandbox);
        await sandbox.DisposeAsync();
        answers.Select(pair => pair.Key).Should().Equal(Golden.Select(pair => pair.Key), "a wrong value or a sample was added: run make oracle with PENUMBRA_GOLDEN=write");
        var rules = Rules();
        foreach (var (name, answer) in answers.Where(pair => !pair.Key.StartsWith("definition ", StringComparison.Ordinal)))
        {
            var real = Golden[name]!;
            var causes = Causes(real).Where(cause => !cause.Contains("some validation rules were not checked", StringComparison.Ordinal)).ToArray();
            string[] schema = [.. causes.Where(cause => !rules.Any(rule => cause.EndsWith(rule, StringComparison.Ordinal)))];
            if (causes.Length > 0 && schema.Length == 0) ((int)answer!["code"]!).Should().BeOneOf([200, 201], "only rules refuse it: {0}", name);
            else if (causes.Length > 0)
            {
                // Of an integer or string of a wrong type the real server says more, and partly of no field.
                Causes(answer!).Should().BeSubsetOf(schema, name);
                Fields(Causes(answer!)).Should().Equal(Fields(schema), name);
            }
            else GoldenFiles.Shown(answer).Should().Be(GoldenFiles.Shown(real), name);
        }
    }

    [OracleFact]
    public async Task The_real_server_says_what_it_said()
    {
        var real = new RealServer();
        await real.InitializeAsync();
        GoldenFiles.Settle(DefinitionAnswers.File, await DefinitionAnswers.AskAsync(real));
        await real.DisposeAsync();
    }

    private static IEnumerable<string> Causes(JsonNode answer) => (answer["causes"]?.AsArray() ?? []).Select(cause => cause!.GetValue<string>());

    private static IEnumerable<string> Fields(IEnumerable<string> causes) => causes.Select(cause => cause[..cause.IndexOf(':', StringComparison.Ordinal)]).Where(field => field != "<nil>").Distinct().Order(StringComparer.Ordinal);

    private static string[] Rules() => [.. DefinitionAnswers.Definitions.SelectMany(name => Messages(RepositoryFiles.Yaml($"crds/{name}.penumbra.dev.yaml"))).Distinct()];

    private static IEnumerable<string> Messages(JsonNode? node) => node switch
    {
        JsonObject obj => (obj["x-kubernetes-validations"]?.AsArray() ?? []).Select(rule => rule!["message"]!.GetValue<string>()).Concat(obj.SelectMany(pair => Messages(pair.Value))),
        JsonArray array => array.SelectMany(Messages),
        _ => [],
    };
}
