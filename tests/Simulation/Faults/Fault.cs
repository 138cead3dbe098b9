using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>One thing that goes wrong in a run. Made anew for each run from its text (<see cref="FaultText"/>), as it remembers whether it has happened.</summary>
public abstract class Fault
{
    /// <summary>The text that makes it again, such as <c>crash-after 7</c>.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it has happened, wholly.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>How old a fact may be that the operator acts on because of this fault.</summary>
    public virtual TimeSpan Staleness => TimeSpan.Zero;

    /// <summary>
    /// For how long the operator sees or does nothing because of it. Where that is as long as the deadlines of the scenarios' launches, going back is
    /// right: then the end may be another one, and the story need not go on, but everything must come to rest.
    /// </summary>
    public virtual TimeSpan Blind => TimeSpan.Zero;

    /// <summary>How long a pass waited for an answer: what somebody does meanwhile is put right by the next.</summary>
    public virtual TimeSpan Holds => TimeSpan.Zero;

    /// <summary>Whether somebody does what the story does not tell: its end may be another one then, and what it tells later may find nothing to do.</summary>
    public virtual bool ChangesStory => false;

    /// <summary>Whether anything was otherwise because of it. What it was meant for may never come in a run: then nothing was tried.</summary>
    public bool HadEffect { get; set; }

    /// <summary>Whether the operator holds a lease in runs with it.</summary>
    public virtual bool NeedsLease => false;

    /// <summary>How many writes it may cost beyond two: none, unless it says why.</summary>
    public virtual int MoreWrites => 0;

    /// <summary>How many more may be sent that change nothing: none, unless it says why.</summary>
    public virtual int MoreAttempts => 0;

    /// <summary>How many writes may meet it on their way to the server: that of its number, unless it lasts.</summary>
    public virtual int MostHindered => 1;

    /// <summary>When it did something last, since the start of the run.</summary>
    public TimeSpan LastHappened { get; protected set; }

    /// <summary>How long users may be without an answer because of it.</summary>
    public virtual TimeSpan UsersMayLose => TimeSpan.Zero;

    /// <summary>Before the server handles a request.</summary>
    public virtual CallFate Before(ApiCall call, SimulatedCluster cluster) => CallFate.Proceed;

    /// <summary>After it has.</summary>
    public virtual CallFate After(ApiCall call, ApiResponse response, SimulatedCluster cluster) => CallFate.Proceed;

    /// <summary>A line of a watch is to be delivered.</summary>
    public virtual LineFate Line(ApiCall call, SimulatedCluster cluster) => LineFate.Deliver;

    /// <summary>What the metric source answers wrongly, if it does.</summary>
    public virtual SourceMode? Source(int evaluation, SimulatedCluster cluster) => null;

    /// <summary>Time has passed.</summary>
    public virtual void Tick(SimulatedCluster cluster)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
