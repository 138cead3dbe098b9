namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>The classes of error, and so what is done about one.</summary>
public enum CallClass
{
    /// <summary>Nobody's fault that lasts: again, later.</summary>
    Retry,

    /// <summary>It exists already: look whose it is, and adopt it when it is ours.</summary>
    Adopt,

    /// <summary>It is gone already: fine where it was to be deleted.</summary>
    Gone,

    /// <summary>A person must act: the run fails and keeps its temporary database.</summary>
    Person,
}
