using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Client;

public class FailureKindTests
{
    private static readonly ObjectKey Shop = new("park", "shop");
    private readonly FakeApiServer _server = new();

    [Theory]
    [InlineData(429, ErrorKind.Retry)]
    [InlineData(500, ErrorKind.Retry)]
    [InlineData(503, ErrorKind.Retry)]
    [InlineData(504, ErrorKind.Retry)]
    [InlineData(410, ErrorKind.Retry)]
    [InlineData(302, ErrorKind.Retry)]
    [InlineData(409, ErrorKind.Conflict)]
    [InlineData(400, ErrorKind.Terminal)]
    [InlineData(401, ErrorKind.Terminal)]
    [InlineData(403, ErrorKind.Terminal)]
    [InlineData(404, ErrorKind.Terminal)]
    [InlineData(405, ErrorKind.Terminal)]
    [InlineData(415, ErrorKind.Terminal)]
    [InlineData(422, ErrorKind.Terminal)]
    public async Task Each_code_has_its_kind(int code, ErrorKind kind)
    {
        _server.Fault = _ => FakeApiServer.Status(code, "Some", "text");

        (await Get()).Failure!.Should().BeEquivalentTo(new { Kind = kind, Code = code, Reason = "Some", Message = "text" });
    }

    [Fact]
    public async Task The_wait_that_the_server_asks_for_is_kept()
    {
        _server.Fault = _ =>
        {
            var answer = FakeApiServer.Status(429, "TooManyRequests", "slow down");
            answer.Headers.TryAddWithoutValidation("Retry-After", "7");
            return answer;
        };

        (await Get()).Failure!.RetryAfter.Should().Be(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task The_wait_may_stand_in_the_details()
    {
        _server.Fault = _ => FakeApiServer.Status(429, "TooManyRequests", "slow down", """{"retryAfterSeconds":3}""");

        (await Get()).Failure!.RetryAfter.Should().Be(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_told_from_other_conflicts()
    {
        _server.Fault = _ => FakeApiServer.Status(409, "AlreadyExists", "exists");

        (await Get()).Failure!.IsAlreadyExists.Should().BeTrue();
    }

    [Theory]
    [InlineData("the server rejected our request due to an error in our request")]
    [InlineData("testing value /metadata/uid failed: test failed")]
    public async Task A_JSON_patch_whose_test_failed_is_a_conflict(string message)
    {
        _server.Fault = _ => FakeApiServer.Status(422, "Invalid", message);
        var patch = new ObjectWrite { Verb = WriteVerb.JsonPatch, Kind = ResourceKinds.Service, Key = Shop, Body = new JsonArray() };

        (await _server.Client.WriteAsync(patch, default)).Failure!.Kind.Should().Be(ErrorKind.Conflict);
        (await _server.Client.WriteAsync(patch with { Verb = WriteVerb.MergePatch, Body = new JsonObject() }, default)).Failure!.Kind.Should().Be(ErrorKind.Terminal);
    }

    [Fact]
    public async Task A_JSON_patch_that_the_schema_refuses_is_terminal_and_names_the_field()
    {
        _server.Fault = _ => FakeApiServer.Status(
            422, "Invalid", "spec.weight: Invalid value", """{"causes":[{"reason":"FieldValueInvalid","message":"too much","field":"spec.weight"}]}""");

        var result = await _server.Client.WriteAsync(
            new ObjectWrite { Verb = WriteVerb.JsonPatch, Kind = ResourceKinds.Service, Key = Shop, Body = new JsonArray() }, default);

        result.Failure!.Kind.Should().Be(ErrorKind.Terminal);
        result.Failure.Causes.Should().Equal(new ApiFailureCause("FieldValueInvalid", "spec.weight", "too much"));
    }

    [Fact]
    public async Task A_write_to_another_life_of_an_object_is_a_conflict()
    {
        _server.Fault = _ => FakeApiServer.Status(
            422, "Invalid", "metadata.uid: Invalid value", """{"causes":[{"reason":"FieldValueInvalid","message":"field is immutable","field":"metadata.uid"}]}""");

        var patch = new ObjectWrite { Verb = WriteVerb.MergePatch, Kind = ResourceKinds.Service, Key = Shop, Body = new JsonObject() };

        (await _server.Client.WriteAsync(patch, default)).Failure!.Kind.Should().Be(ErrorKind.Conflict, "who names a UID writes to no other object, and decides anew");
    }

    [Fact]
    public async Task A_message_loses_its_control_characters_and_its_length()
    {
        _server.Fault = _ => FakeApiServer.Status(403, "Forbidden", "a\\nb\\u001b[31m" + new string('x', 5000));

        var message = (await Get()).Failure!.Message;

        message.Should().StartWith("a b [31m").And.HaveLength(1024);
    }

    [Fact]
    public async Task A_strangers_page_is_never_repeated()
    {
        _server.Fault = _ => FakeApiServer.Answer(502, "<html>secret</html>", "text/html");

        var failure = (await Get()).Failure!;

        failure.Kind.Should().Be(ErrorKind.Retry);
        failure.Message.Should().NotContain("secret");
    }

    [Theory]
    [InlineData("<html>login</html>")]
    [InlineData("""{"kind":"Service","metadata":{"na""")]
    [InlineData("""{"error":"no"}""")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task A_success_with_a_strange_body_is_a_retry(string body)
    {
        _server.Fault = _ => FakeApiServer.Answer(200, body);

        (await Get()).Failure!.Kind.Should().Be(ErrorKind.Retry);
        (await _server.Client.ListAsync(new ListQuery(ResourceKinds.Service), Projections.Whole, 10, null, default)).Failure!.Kind.Should().Be(ErrorKind.Retry);
    }

    private Task<ApiResult<JsonObject>> Get() => _server.Client.GetAsync(ResourceKinds.Service, Shop, Projections.Whole, default);
}
