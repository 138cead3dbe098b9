using System.Globalization;
using System.Xml.Linq;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Rds;

/// <summary>Reads the answers of RDS. Elements are found by their local names: the namespace carries the version of the API.</summary>
public static class RdsReader
{
    /// <summary>A cluster.</summary>
    public static CloudDatabase Cluster(XElement element) => new()
    {
        Kind = DatabaseKind.Cluster,
        Id = Id(element, "DBClusterIdentifier"),
        Arn = Text(element, "DBClusterArn"),
        ResourceId = Text(element, "DbClusterResourceId"),
        Status = Text(element, "Status"),
        Progress = Number(element, "PercentProgress"),
        Tags = Tags(element),
        Address = Text(element, "Endpoint") is { Length: > 0 } address ? address : null,
        Port = Number(element, "Port") ?? 0,
        Members = [.. Items(element, "DBClusterMembers").Select(member => Id(member, "DBInstanceIdentifier"))],
        PasswordPending = Child(Child(element, "PendingModifiedValues"), "MasterUserPassword") is not null,
        DeletionProtected = Flag(element, "DeletionProtection"),
        Encrypted = Flag(element, "StorageEncrypted"),
        KmsKey = Optional(element, "KmsKeyId"),
        Engine = Text(element, "Engine"),
        EngineVersion = Text(element, "EngineVersion"),
        CreatedAt = Time(element, "ClusterCreateTime"),
        Roles = Roles(element),
    };

    /// <summary>An instance: of a cluster, or a plain one.</summary>
    public static CloudDatabase Instance(XElement element) => new()
    {
        Kind = DatabaseKind.Instance,
        Id = Id(element, "DBInstanceIdentifier"),
        Arn = Text(element, "DBInstanceArn"),
        ResourceId = Text(element, "DbiResourceId"),
        Status = Text(element, "DBInstanceStatus"),
        Progress = Number(element, "PercentProgress"),
        Tags = Tags(element),
        Address = Child(element, "Endpoint") is { } endpoint && Text(endpoint, "Address") is { Length: > 0 } address ? address : null,
        Port = Number(Child(element, "Endpoint"), "Port") ?? 0,
        PasswordPending = Child(Child(element, "PendingModifiedValues"), "MasterUserPassword") is not null,
        DeletionProtected = Flag(element, "DeletionProtection"),
        Encrypted = Flag(element, "StorageEncrypted"),
        KmsKey = Optional(element, "KmsKeyId"),
        Engine = Text(element, "Engine"),
        EngineVersion = Text(element, "EngineVersion"),
        Gibibytes = Number(element, "AllocatedStorage") ?? 0,
        StorageType = Optional(element, "StorageType"),
        Iops = Number(element, "Iops"),
        CreatedAt = Time(element, "InstanceCreateTime"),
        Roles = Roles(element),
        ClusterId = Optional(element, "DBClusterIdentifier")?.ToLowerInvariant(),
    };

    /// <summary>A snapshot of a cluster.</summary>
    public static CloudSnapshot ClusterSnapshot(XElement element) => Snapshot(element, DatabaseKind.Cluster) with
    {
        Id = Id(element, "DBClusterSnapshotIdentifier"),
        Arn = Text(element, "DBClusterSnapshotArn"),
        DatabaseId = Id(element, "DBClusterIdentifier"),
        DatabaseResourceId = Text(element, "DbClusterResourceId"),
        CopyOf = Optional(element, "SourceDBClusterSnapshotArn"),
        Encrypted = Flag(element, "StorageEncrypted"),
    };

    /// <summary>A snapshot of a plain instance.</summary>
    public static CloudSnapshot InstanceSnapshot(XElement element) => Snapshot(element, DatabaseKind.Instance) with
    {
        Id = Id(element, "DBSnapshotIdentifier"),
        Arn = Text(element, "DBSnapshotArn"),
        DatabaseId = Id(element, "DBInstanceIdentifier"),
        DatabaseResourceId = Text(element, "DbiResourceId"),
        CopyOf = Optional(element, "SourceDBSnapshotIdentifier") is { } source && source.StartsWith("arn:", StringComparison.Ordinal) ? source : null,
        OriginallyCreatedAt = Time(element, "OriginalSnapshotCreateTime"),
        Encrypted = Flag(element, "Encrypted"),
    };

    /// <summary>The accounts of the attribute <c>restore</c>.</summary>
    public static IReadOnlyList<string> SharedWith(XElement result) =>
    [
        .. result.Descendants().Where(element => element.Name.LocalName is "DBClusterSnapshotAttribute" or "DBSnapshotAttribute")
            .Where(element => Text(element, "AttributeName") == "restore")
            .SelectMany(element => Items(element, "AttributeValues")).Select(value => value.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The members of a list element.</summary>
    public static IEnumerable<XElement> Items(XElement? parent, string list) => Child(parent, list)?.Elements() ?? [];

    /// <summary>The text of a child; empty without one.</summary>
    public static string Text(XElement? parent, string name) => Child(parent, name)?.Value ?? "";

    private static CloudSnapshot Snapshot(XElement element, DatabaseKind kind) => new()
    {
        Kind = kind,
        Id = "",
        Type = Text(element, "SnapshotType"),
        Status = Text(element, "Status"),
        Progress = Number(element, "PercentProgress"),
        CreatedAt = Time(element, "SnapshotCreateTime"),
        Tags = Tags(element),
        KmsKey = Optional(element, "KmsKeyId"),
        Engine = Text(element, "Engine"),
        EngineVersion = Text(element, "EngineVersion"),
    };

    private static SortedDictionary<string, string> Tags(XElement element)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in Items(element, "TagList")) tags[Text(tag, "Key")] = Text(tag, "Value");
        return tags;
    }

    private static IReadOnlyList<string> Roles(XElement element) => [.. Items(element, "AssociatedRoles").Select(role => Text(role, "RoleArn")).Where(role => role.Length > 0)];

    private static XElement? Child(XElement? parent, string name) => parent?.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    private static string Id(XElement element, string name) => Text(element, name).ToLowerInvariant();

    private static string? Optional(XElement element, string name) => Text(element, name) is { Length: > 0 } text ? text : null;

    private static bool Flag(XElement element, string name) => string.Equals(Text(element, name), "true", StringComparison.OrdinalIgnoreCase);

    private static int? Number(XElement? element, string name) => int.TryParse(Text(element, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Time(XElement element, string name) =>
        DateTimeOffset.TryParse(Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
