using System.Diagnostics;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Schemas;

namespace Penumbra.Sandbox.Tests.ApiServer;

public sealed class ValidatorTests
{
    /// <summary>The simulation found it: on a busy machine a limit of time turned an answer into an internal error.</summary>
    [Fact]
    public void A_pattern_is_matched_in_linear_time_and_never_times_out()
    {
        var schema = new Schema { Type = "string", Pattern = "^(a+)+$" };
        var clock = Stopwatch.StartNew();

        var errors = Validator.Validate(JsonValue.Create(new string('a', 10_000) + "!"), schema);

        errors.Should().ContainSingle().Which.Message.Should().Contain("should match '^(a+)+$'");
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(1), "backtracking would take longer than the universe is old");
    }

    [Theory]
    [InlineData("date-time", "2026-11-21T09:00:00Z", true)]
    [InlineData("date-time", "2026-11-21 09:00:00", false)]
    [InlineData("duration", "1h30m", true)]
    [InlineData("duration", "30", false)]
    public void A_format_is_checked(string format, string text, bool isRight) =>
        (Validator.Validate(JsonValue.Create(text), new Schema { Type = "string", Format = format }).Count == 0).Should().Be(isRight);
}
