using Penumbra.Rehearsal.Faults;

namespace Penumbra.Rehearsal.Tests;

/// <summary>--fault.</summary>
public sealed class FaultReaderTests
{
    [Theory]
    [InlineData("errors=2%@step2", 0.02, 0, 0, 2)]
    [InlineData("errors=0.2%", 0.002, 0, 0, null)]
    [InlineData("latency=+300ms", 0, 300, 0, null)]
    [InlineData("latency=1s,onset=20m", 0, 1000, 20, null)]
    [InlineData("errors=100%, latency=+1s, onset=1h", 1, 1000, 60, null)]
    [InlineData("errors=2%,latency=+300ms,@step3", 0.02, 300, 0, 3)]
    public void A_fault_is_read(string text, double errors, int latency, int onset, int? step)
    {
        var fault = FaultReader.Read(text, out var problem);
        problem.Should().BeNull();
        fault.Should().Be(new Fault { Errors = errors, Latency = TimeSpan.FromMilliseconds(latency), Onset = TimeSpan.FromMinutes(onset), Step = step });
        FaultReader.Read(fault!.ToString(), out _).Should().Be(fault, "it is written as it is read");
    }

    [Theory]
    [InlineData("errors=120%", "not over 0 % and up to 100 %")]
    [InlineData("errors=0%", "not over 0 %")]
    [InlineData("errors=2", "no percent sign; write a share such as 2%")]
    [InlineData("errors=two%", "no percentage")]
    [InlineData("errors", "nothing has no percent sign")]
    [InlineData("crashes=2", "crashes is no kind of fault; there are errors=2%, latency=+300ms, onset=20m and @step2")]
    [InlineData("latency=fast", "fast is no delay")]
    [InlineData("latency=0s", "0s is no delay")]
    [InlineData("onset=20m", "harms nobody")]
    [InlineData("errors=2%,onset=soon", "soon is no duration")]
    [InlineData("errors=2%@step0", "@step0 is no step")]
    [InlineData("errors=2%@second", "@second is no step")]
    [InlineData("errors=2%@step2,onset=5m", "names an onset and a step")]
    [InlineData("errors=2%,errors=3%", "names errors twice; for two faults write two --fault")]
    [InlineData("", "nothing is no kind of fault")]
    public void What_is_no_fault_is_a_sentence_that_names_the_option(string text, string sentence)
    {
        FaultReader.Read(text, out var problem).Should().BeNull();
        problem.Should().StartWith($"--fault {text}: ").And.Contain(sentence);
    }

    [Fact]
    public void A_fault_after_the_end_is_refused()
    {
        FaultReader.Problem(new Fault { Errors = 1, Onset = TimeSpan.FromHours(2) }, 3, TimeSpan.FromMinutes(30)).Should().Contain("the onset comes after the launch's planned end, 30m after its begin");
        FaultReader.Problem(new Fault { Errors = 1, Step = 4 }, 3, TimeSpan.FromMinutes(30)).Should().Contain("the launch has 3 steps");
        FaultReader.Problem(new Fault { Errors = 1, Step = 3 }, 3, TimeSpan.FromMinutes(30)).Should().BeNull();
    }
}
