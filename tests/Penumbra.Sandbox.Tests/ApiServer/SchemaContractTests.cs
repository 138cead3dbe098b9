using System.Net;
using static Penumbra.Sandbox.Tests.ApiServer.ApiServerFixture;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>How any API server checks custom resources against their schema.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class SchemaContractTests(ApiServerFixture api)
{
    [Theory]
    [InlineData("""{}""", "spec.mode: Required value")]
    [InlineData("""{"mode":"Other"}""", "spec.mode: Unsupported value: \"Other\": supported values: \"Auto\", \"Manual\"")]
    [InlineData("""{"mode":"Auto","replicas":"two"}""", "spec.replicas: Invalid value: \"string\": spec.replicas in body must be of type integer: \"string\"")]
    [InlineData("""{"mode":"Auto","replicas":-1}""", "spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0")]
    [InlineData("""{"mode":"Auto","steps":[{"name":"a","weight":101}]}""", "spec.steps[0].weight: Invalid value: 101: spec.steps[0].weight in body should be less than or equal to 100")]
    [InlineData("""{"mode":"Auto","note":"ABC"}""", "spec.note: Invalid value: \"ABC\": spec.note in body should match '^[a-z]*$'")]
    [InlineData("""{"mode":"Auto","note":"abcdefghijklm"}""", "spec.note: Too long: may not be more than 10 bytes")]
    [InlineData("""{"mode":"Auto","steps":[{"name":"a"},{"name":"a"}]}""", "spec.steps[1]: Duplicate value")]
    [InlineData("""{"mode":"Auto","tags":["a","a"]}""", "spec.tags[1]: Duplicate value: \"a\"")]
    [InlineData("""{"mode":"Auto","steps":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]}""", "spec.steps: Too many: 4: must have at most 3 items")]
    [InlineData("""{"mode":"Auto","labels":{"a":"","b":"","c":""}}""", "spec.labels: Too many: 3: must have at most 2 items")]
    [InlineData("""{"mode":"Auto","choice":{}}""", "must validate one and only one schema (oneOf)")]
    [InlineData("""{"mode":"Auto","limit":true}""", "spec.limit: Invalid value")]
    public async Task A_wrong_value_is_named_with_its_path_and_reason(string spec, string expected)
    {
        var name = api.NewName();

        var answer = await api.CreateAsync(Widget(name, spec));

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity, answer.Text);
        answer.Message.Should().StartWith($"Widget.contract.penumbra.dev \"{name}\" is invalid: ").And.Contain(expected);
        answer.Json["details"]!["causes"]!.AsArray().Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("""{"mode":"Auto","maybe":null}""")]
    [InlineData("""{"mode":"Auto","limit":"25%"}""")]
    [InlineData("""{"mode":"Auto","limit":3}""")]
    [InlineData("""{"mode":"Auto","free":{"anything":{"goes":[1,"two"]}}}""")]
    [InlineData("""{"mode":"Auto","choice":{"a":"x"}}""")]
    [InlineData("""{"mode":"Auto","labels":{"x":"y"}}""")]
    public async Task A_right_value_is_kept_as_it_is(string spec)
    {
        var answer = await api.CreateAsync(Widget(api.NewName(), spec));

        answer.Status.Should().Be(HttpStatusCode.Created, answer.Text);
        foreach (var (member, value) in System.Text.Json.Nodes.JsonNode.Parse(spec)!.AsObject())
        {
            (answer.Json["spec"]![member]?.ToJsonString()).Should().Be(value?.ToJsonString());
        }
    }

    [Fact]
    public async Task A_null_where_none_is_allowed_takes_the_default()
    {
        var answer = await api.CreateAsync(Widget(api.NewName(), """{"mode":"Auto","replicas":null}"""));

        answer.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
    }
}
