namespace Penumbra.Kubernetes.Events;

/// <summary>An event and its repetitions.</summary>
internal sealed class EventSeries(EventIdentity identity, DateTimeOffset first)
{
    public EventIdentity Identity => identity;

    public DateTimeOffset First { get; private set; } = first;

    public DateTimeOffset Last { get; set; } = first;

    public int Count { get; set; } = 1;

    /// <summary>How many the server knows of; 0 when the event was not created yet.</summary>
    public int WrittenCount { get; set; }

    public string Name { get; set; } = "";

    /// <summary>When it may be written next, as a timestamp.</summary>
    public long Due { get; set; }

    public int Failures { get; set; }

    /// <summary>The event has expired on the server: it is made anew, as of now.</summary>
    public void BeginAgain()
    {
        Count -= WrittenCount;
        WrittenCount = 0;
        First = Last;
    }
}
