namespace Penumbra.Testing;

/// <summary>Where the repository is.</summary>
public static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path in it.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>A program that was built beside this one, with the same configuration.</summary>
    public static string Program(string project, string file) => Path("artifacts", Folder.Parent!.Parent!.Name, project, Folder.Name, file);

    // artifacts/bin or artifacts/publish, the project, the configuration.
    private static DirectoryInfo Folder => new(AppContext.BaseDirectory);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Operator.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("this program runs outside of the repository");
    }
}
