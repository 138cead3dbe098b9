using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Client;

public class KubernetesClientTests
{
    private static readonly ObjectKey Shop = new("park", "shop");
    private readonly FakeApiServer _server = new();

    [Fact]
    public async Task Reads_what_was_written()
    {
        (await Write(WriteVerb.Create, Body("shop"))).Succeeded.Should().BeTrue();

        var read = await _server.Client.GetAsync(ResourceKinds.Service, Shop, Projections.Whole, default);

        read.Value!["metadata"]!["uid"]!.ToString().Should().Be("uid-0001");
    }

    [Fact]
    public async Task Every_write_names_the_field_manager_and_the_program()
    {
        await Write(WriteVerb.Create, Body("shop"));

        var request = _server.Requests.Single();
        request.Path.Should().Be("/api/v1/namespaces/park/services");
        request.Query["fieldManager"].Should().Be("penumbra");
        request.Message.Headers.UserAgent.ToString().Should().StartWith("penumbra/");
    }

    [Theory]
    [InlineData(WriteVerb.MergePatch, "application/merge-patch+json")]
    [InlineData(WriteVerb.JsonPatch, "application/json-patch+json")]
    [InlineData(WriteVerb.Apply, "application/apply-patch+yaml")]
    public async Task Each_patch_has_its_media_type(WriteVerb verb, string mediaType)
    {
        JsonNode body = verb == WriteVerb.JsonPatch ? new JsonArray() : Body("shop");

        await _server.Client.WriteAsync(new ObjectWrite { Verb = verb, Kind = ResourceKinds.Service, Key = Shop, Body = body, Force = true, DryRun = true }, default);

        var request = _server.Requests.Single();
        request.MediaType.Should().Be(mediaType);
        request.Query["dryRun"].Should().Be("All");
        request.Query.ContainsKey("force").Should().Be(verb == WriteVerb.Apply);
    }

    [Fact]
    public async Task Status_is_written_to_its_subresource()
    {
        _server.Put(ResourceKinds.Service, "park", "shop");

        await _server.Client.WriteAsync(
            new ObjectWrite { Verb = WriteVerb.MergePatch, Kind = ResourceKinds.Service, Key = Shop, Subresource = "status", Body = new JsonObject { ["status"] = new JsonObject() } }, default);

        _server.Requests.Single().Path.Should().Be("/api/v1/namespaces/park/services/shop/status");
    }

    [Fact]
    public async Task A_deletion_carries_its_preconditions_and_goes_on_in_the_background()
    {
        _server.Put(ResourceKinds.Service, "park", "shop");

        var refused = await Delete("someone-else");
        var deleted = await Delete("uid-0001");

        refused.Failure!.Kind.Should().Be(ErrorKind.Conflict);
        deleted.Succeeded.Should().BeTrue();
        _server.Requests[^1].Body!["propagationPolicy"]!.ToString().Should().Be("Background");
    }

    [Fact]
    public async Task Lists_in_pages_with_one_version()
    {
        foreach (var name in (string[])["a", "b", "c"]) _server.Put(ResourceKinds.Service, "park", name);
        var query = new ListQuery(ResourceKinds.Service);

        var first = await _server.Client.ListAsync(query, Projections.Whole, 2, null, default);
        var second = await _server.Client.ListAsync(query, Projections.Whole, 2, first.Value!.Continue, default);

        first.Value.Items.Should().HaveCount(2);
        second.Value!.Items.Should().ContainSingle();
        second.Value.Continue.Should().BeNull();
        second.Value.ResourceVersion.Should().Be(first.Value.ResourceVersion);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_retry()
    {
        _server.Client = new KubernetesClient(
            new HttpClient(new SilentHandler()) { BaseAddress = new Uri("http://fake/"), Timeout = Timeout.InfiniteTimeSpan }, _server.Time, _server.Metrics);

        var pending = SingleThread.Start(() => _server.Client.GetAsync(ResourceKinds.Service, Shop, Projections.Whole, default));
        _server.Time.Advance(TimeSpan.FromSeconds(29));
        pending.IsCompleted.Should().BeFalse();
        _server.Time.Advance(TimeSpan.FromSeconds(2));

        var result = await pending;
        result.Failure!.Kind.Should().Be(ErrorKind.Retry);
        result.Failure.Reason.Should().Be("NoAnswer");
    }

    [Fact]
    public async Task A_broken_connection_is_a_retry()
    {
        _server.Fault = _ => throw new HttpRequestException("connection refused");

        (await Get()).Failure!.Kind.Should().Be(ErrorKind.Retry);
    }

    [Fact]
    public async Task Cancelling_throws()
    {
        _server.Fault = _ => throw new OperationCanceledException();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var act = () => _server.Client.GetAsync(ResourceKinds.Service, Shop, Projections.Whole, cancelled.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_swallowed()
    {
        _server.Client = new KubernetesClient(_server.Http, _server.Time, _server.Metrics, new KubernetesClientOptions { MaximumObjectBytes = 2000 });
        _server.Put(ResourceKinds.Service, "park", "shop", item => item["x"] = new string('x', 100_000));

        (await Get()).Failure!.Reason.Should().Be("MalformedAnswer");
    }

    [Fact]
    public async Task Requests_are_counted_by_verb_kind_and_code()
    {
        await Get();

        _server.Meters.Measured.Should().Contain(("penumbra_api_requests_total verb=get kind=services code=404", 1));
        _server.Meters.Measured.Should().Contain(measured => measured.Name == "penumbra_api_request_duration_seconds verb=get kind=services");
    }

    [Fact]
    public async Task Warnings_of_the_server_are_surfaced()
    {
        var warnings = new List<string>();
        _server.Client = new KubernetesClient(
            _server.Http, _server.Time, _server.Metrics, new KubernetesClientOptions { OnWarning = (kind, text) => warnings.Add($"{kind.Kind}: {text}") });
        _server.Fault = _ =>
        {
            var answer = FakeApiServer.Answer(201, """{"kind":"Service","metadata":{"name":"shop"}}""");
            answer.Headers.TryAddWithoutValidation("Warning", "299 - \"unknown field \\\"spec.bogus\\\"\"");
            return answer;
        };

        await Write(WriteVerb.Create, Body("shop"));

        warnings.Should().Equal("Service: unknown field \"spec.bogus\"");
    }

    private static JsonObject Body(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "park" } };

    private Task<ApiResult<JsonObject>> Get() => _server.Client.GetAsync(ResourceKinds.Service, Shop, Projections.Whole, default);

    private Task<ApiResult<JsonObject>> Write(WriteVerb verb, JsonObject body) =>
        _server.Client.WriteAsync(new ObjectWrite { Verb = verb, Kind = ResourceKinds.Service, Key = Shop, Body = body }, default);

    private Task<ApiResult<JsonObject>> Delete(string uid) =>
        _server.Client.WriteAsync(new ObjectWrite { Verb = WriteVerb.Delete, Kind = ResourceKinds.Service, Key = Shop, Uid = uid }, default);

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var never = new TaskCompletionSource<HttpResponseMessage>();
            cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            return never.Task;
        }
    }
}
