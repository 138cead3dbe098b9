using System.Text.Json;
using Penumbra.Api.Json;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.Objectives;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Reads a launch's spec into what the rules understand. Everything that the CRD's own rules refuse is checked here again: not every API server has seen them.</summary>
public static class DarkLaunchReader
{
    /// <summary>Reads a spec from its JSON; null when it is not even an object of the right shape, with the field that is to blame.</summary>
    public static (DarkLaunchSpecification? Fields, Problem? Problem) Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return (JsonSerializer.Deserialize(json, ApiJson.Default.DarkLaunchSpecification), null);
        }
        catch (JsonException exception)
        {
            return (null, JsonProblem.Of(exception, "spec"));
        }
    }

    /// <summary>Reads the fields. The template's name is all that is needed to read on; every wrong field is listed.</summary>
    public static DarkLaunchReading Read(DarkLaunchSpecification fields)
    {
        var reader = new FieldReader();
        Refuse(fields, reader);
        if (fields.TargetRef is null && fields.Services is null) reader.Wrong("spec.targetRef", "exactly one of targetRef and services must be set");
        if (fields.TargetRef is not null && fields.Services is not null) reader.Wrong("spec.services", "exactly one of targetRef and services must be set");
        if (fields.TargetRef is { ApiVersion: not (null or "apps/v1") } or { Kind: not (null or "Deployment") }) reader.Wrong("spec.targetRef.kind", "the only kind is Deployment of apps/v1");
        var template = fields.TargetRef?.Name ?? "";
        if (template.Length > 48) reader.Wrong("spec.targetRef.name", "must be at most 48 characters");
        var spec = new DarkLaunchSpec
        {
            Template = template,
            Replicas = fields.Replicas is { } replicas ? reader.Bounded(replicas, "spec.replicas", 0, 10_000, 1) : null,
            ScaleDownTemplate = fields.ScaleDownTemplate switch
            {
                null or "AfterAdoption" => true,
                "Never" => false,
                _ => Unknown(reader, "spec.scaleDownTemplate", "is none of AfterAdoption, Never"),
            },
            Traffic = TrafficReader.Read(fields, template, reader),
            Steps = StepReader.Read(fields.Steps, fields.Pilots, reader),
            BakeTime = reader.Duration(fields.BakeTime, "spec.bakeTime", TimeSpan.FromMinutes(10)),
            ProgressDeadline = reader.Duration(fields.ProgressDeadline, "spec.progressDeadline", TimeSpan.FromMinutes(10)),
            RevisionHistoryLimit = reader.Bounded(fields.RevisionHistoryLimit, "spec.revisionHistoryLimit", 0, 20, 3),
            Objectives = ObjectiveReader.Read(fields.Objectives, reader),
            Analysis = ObjectiveReader.Analysis(fields.Analysis, reader),
            OnBad = reader.Choice(fields.OnBad, "spec.onBad", OnTrouble.Rollback),
            Readiness = reader.Choice(fields.Readiness, "spec.readiness", Readiness.Promoted),
            DeletionPolicy = reader.Choice(fields.DeletionPolicy, "spec.deletionPolicy", DeletionPolicy.Retain),
            Paused = fields.Paused ?? false,
            RequiredShadow = Shadow(fields.Requires, reader),
            PinnedRevision = fields.PinnedRevision is { Length: > 0 } pinned ? pinned : null,
        };
        return new DarkLaunchReading(spec, reader.Problems);
    }

    // Never accepted and ignored: what does not work yet is said.
    private static void Refuse(DarkLaunchSpecification fields, FieldReader reader)
    {
        reader.NotYet(fields.Services is not null, "spec.services");
        reader.NotYet(fields.TrackConfig is not (null or "Off"), "spec.trackConfig");
        reader.NotYet(fields.RollbackWindow is not null, "spec.rollbackWindow");
        reader.NotYet(fields.Guards is { Count: > 0 }, "spec.guards");
        reader.NotYet(fields.Alerts is { Count: > 0 }, "spec.alerts");
        reader.NotYet(fields.Windows is not null, "spec.windows");
    }

    private static string? Shadow(LaunchRequirement? requires, FieldReader reader)
    {
        if (requires is null) return null;
        if (requires.Shadow is { Length: > 0 and <= 50 }) return requires.Shadow;
        reader.Wrong("spec.requires.shadow", "must be the name of a ShadowDeployment, at most 50 characters");
        return null;
    }

    private static bool Unknown(FieldReader reader, string path, string message)
    {
        reader.Wrong(path, message);
        return true;
    }
}
