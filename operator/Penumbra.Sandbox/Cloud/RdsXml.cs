using System.Globalization;
using System.Xml.Linq;

namespace Penumbra.Sandbox.Cloud;

/// <summary>Things as the Query protocol describes them.</summary>
internal static class RdsXml
{
    public static XElement Cluster(string name, RdsThing thing, (string Host, int Port) endpoint, int percent) => new(name, new XElement("DBClusterIdentifier", thing.Id), new XElement("DBClusterArn", thing.Arn), new XElement("DbClusterResourceId", thing.ResourceId),
        new XElement("Status", thing.Status), new XElement("PercentProgress", percent), Tags(thing), new XElement("Endpoint", endpoint.Host), new XElement("Port", endpoint.Port), new XElement("StorageEncrypted", "true"),
        new XElement("Engine", "aurora-postgresql"), new XElement("EngineVersion", "15.4"), new XElement("ClusterCreateTime", Text(thing.Created)), new XElement("DeletionProtection", thing.Protected ? "true" : "false"));

    public static XElement Instance(string name, RdsThing thing, (string Host, int Port) endpoint) => new(name, new XElement("DBInstanceIdentifier", thing.Id), new XElement("DBInstanceArn", thing.Arn), new XElement("DbiResourceId", thing.ResourceId),
        new XElement("DBInstanceStatus", thing.Status), Tags(thing), thing.Of.Length > 0 ? new XElement("DBClusterIdentifier", thing.Of) : null, new XElement("Endpoint", new XElement("Address", endpoint.Host), new XElement("Port", endpoint.Port)),
        new XElement("StorageEncrypted", "true"), new XElement("Engine", "postgres"), new XElement("EngineVersion", "15.4"), new XElement("AllocatedStorage", 20), new XElement("StorageType", "gp3"), new XElement("InstanceCreateTime", Text(thing.Created)), new XElement("DeletionProtection", thing.Protected ? "true" : "false"));

    public static XElement Snapshot(string name, RdsThing thing, int percent) => thing.OfCluster
        ? new XElement(name, new XElement("DBClusterSnapshotIdentifier", thing.Id), new XElement("DBClusterSnapshotArn", thing.Arn), new XElement("DBClusterIdentifier", thing.Of), new XElement("DbClusterResourceId", thing.OfResource),
            new XElement("SnapshotType", thing.Type), new XElement("Status", thing.Status), new XElement("PercentProgress", percent), new XElement("SnapshotCreateTime", Text(thing.Created)), Tags(thing), new XElement("StorageEncrypted", "true"),
            new XElement("SourceDBClusterSnapshotArn", thing.CopyOf), new XElement("Engine", "aurora-postgresql"), new XElement("EngineVersion", "15.4"))
        : new XElement(name, new XElement("DBSnapshotIdentifier", thing.Id), new XElement("DBSnapshotArn", thing.Arn), new XElement("DBInstanceIdentifier", thing.Of), new XElement("DbiResourceId", thing.OfResource),
            new XElement("SnapshotType", thing.Type), new XElement("Status", thing.Status), new XElement("PercentProgress", percent), new XElement("SnapshotCreateTime", Text(thing.Created)), Tags(thing), new XElement("Encrypted", "true"),
            new XElement("OriginalSnapshotCreateTime", Text(thing.Original ?? thing.Created)), new XElement("Engine", "postgres"), new XElement("EngineVersion", "15.4"));

    private static XElement Tags(RdsThing thing) => new("TagList", thing.Tags.Select(tag => new XElement("Tag", new XElement("Key", tag.Key), new XElement("Value", tag.Value))));

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
