namespace Penumbra.Simulation;

/// <summary>Where the repository is.</summary>
public static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path in it.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Operator.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the simulation runs outside of the repository");
    }
}
