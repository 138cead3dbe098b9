using Penumbra.Comparison.Serving;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

public sealed class ShadowWatchTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void It_is_away_from_the_first_silence_to_the_last()
    {
        var watch = new ShadowWatch(_time);
        for (var second = 0; second < 120; second++) Silent(watch, TimeSpan.FromSeconds(1));
        watch.Health.Should().Be(new ShadowHealth(TimeSpan.FromSeconds(119), TimeSpan.FromSeconds(119)));

        watch.Add(answered: true);
        watch.Health.Should().Be(new ShadowHealth(TimeSpan.Zero, TimeSpan.FromSeconds(119)));
    }

    [Fact]
    public void One_silence_is_no_time()
    {
        var watch = new ShadowWatch(_time);
        Silent(watch, TimeSpan.FromHours(1));
        watch.Health.Should().Be(ShadowHealth.Up);
    }

    [Fact]
    public void A_night_in_which_nothing_was_asked_is_not_a_night_away()
    {
        var watch = new ShadowWatch(_time);
        Silent(watch, TimeSpan.FromHours(8));
        Silent(watch, TimeSpan.FromSeconds(10));
        Silent(watch, TimeSpan.Zero);
        watch.Health.Should().Be(new ShadowHealth(TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(70)), "nobody knows more than a minute on from a silence");
    }

    [Fact]
    public void What_earlier_processes_saw_counts_on()
    {
        var watch = new ShadowWatch(_time, TimeSpan.FromMinutes(3));
        Silent(watch, TimeSpan.FromSeconds(30));
        Silent(watch, TimeSpan.Zero);
        watch.Health.Should().Be(new ShadowHealth(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(210)));
    }

    private void Silent(ShadowWatch watch, TimeSpan then)
    {
        watch.Add(answered: false);
        _time.Advance(then);
    }
}
