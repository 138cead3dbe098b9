using Penumbra.Kubernetes.Client;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.Tests;

public sealed class BusyServerTests
{
    private static readonly ObjectKey Key = new("shop", "orders");
    private readonly Clock _time = new();

    [Fact]
    public void It_is_left_alone_for_as_long_as_it_asked_and_no_longer()
    {
        var busy = new BusyServer(_time);
        busy.TooEarly(Key).Should().BeNull();
        busy.Note(Key, Busy(30)).Should().NotBeNull();
        _time.Seconds += 20;
        busy.TooEarly(Key)!.RetryAfter.Should().Be(TimeSpan.FromSeconds(10));
        busy.TooEarly(new ObjectKey("shop", "stock")).Should().BeNull("it was asked for another object");
        _time.Seconds += 10;
        busy.TooEarly(Key).Should().BeNull();
    }

    [Fact]
    public void Objects_that_have_gone_are_forgotten()
    {
        var busy = new BusyServer(_time);
        for (var number = 0; number < 100; number++)
        {
            busy.Note(new ObjectKey("shop", $"orders-{number}"), Busy(10));
            _time.Seconds++;
        }

        busy.Count.Should().Be(10);
    }

    private static ApiFailure Busy(int seconds) => new(ErrorKind.Retry, 429, "TooManyRequests", "busy") { RetryAfter = TimeSpan.FromSeconds(seconds) };

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
