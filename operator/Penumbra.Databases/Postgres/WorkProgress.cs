namespace Penumbra.Databases.Postgres;

/// <summary>How far an act is.</summary>
/// <param name="Step">The step, the check or the phase.</param>
/// <param name="What">What is being worked on: <c>statement 3</c>, <c>customers.email</c>; never a value.</param>
/// <param name="Done">How much of it is done.</param>
/// <param name="Of">How much there is, as far as one can tell; 0 when nobody can.</param>
public sealed record WorkProgress(string Step, string What, long Done, long Of)
{
    /// <summary>Whether all of it is one statement, of which nobody hears until it is done: that nothing moves says nothing then.</summary>
    public bool IsOneStatement { get; init; }
}
