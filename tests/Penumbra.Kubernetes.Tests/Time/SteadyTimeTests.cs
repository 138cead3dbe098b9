using Penumbra.Kubernetes.Time;

namespace Penumbra.Kubernetes.Tests.Time;

public sealed class SteadyTimeTests
{
    private readonly Machine _machine = new();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(87600)]
    public void A_jump_of_the_wall_clock_does_not_show_in_a_wait(int hours)
    {
        var time = new SteadyTime(_machine);
        var began = time.GetUtcNow();
        _machine.Pass(TimeSpan.FromSeconds(10));
        _machine.Shift = TimeSpan.FromHours(hours);
        _machine.Pass(TimeSpan.FromSeconds(10));
        (time.GetUtcNow() - began).Should().BeCloseTo(TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(21));
    }

    [Fact]
    public void It_follows_a_clock_that_is_set_by_one_second_in_a_thousand_until_it_is_there()
    {
        var time = new SteadyTime(_machine);
        _machine.Shift = TimeSpan.FromSeconds(5);
        for (var second = 0; second < 4000; second++)
        {
            _machine.Pass(TimeSpan.FromSeconds(1));
            time.GetUtcNow();
        }

        (_machine.GetUtcNow() - time.GetUtcNow()).Should().BeCloseTo(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(10));
        _machine.Pass(TimeSpan.FromSeconds(4000));
        time.GetUtcNow().Should().Be(_machine.GetUtcNow());
    }

    [Fact]
    public void It_never_goes_back()
    {
        var time = new SteadyTime(_machine);
        var last = time.GetUtcNow();
        foreach (var minutes in new[] { -600, 30, -5, 0, 90 })
        {
            _machine.Shift = TimeSpan.FromMinutes(minutes);
            for (var step = 0; step < 100; step++)
            {
                _machine.Pass(TimeSpan.FromMilliseconds(37));
                var now = time.GetUtcNow();
                now.Should().BeAfter(last);
                last = now;
            }
        }
    }

    private sealed class Machine : TimeProvider
    {
        private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
        private long _ticks;

        public TimeSpan Shift { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromTicks(_ticks) + Shift;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;
    }
}
