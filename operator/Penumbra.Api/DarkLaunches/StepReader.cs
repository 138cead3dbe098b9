using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Reads <c>spec.steps</c> and adds the implied last one.</summary>
public static class StepReader
{
    /// <summary>The steps, ending with everybody.</summary>
    public static IReadOnlyList<StepSpec> Read(IReadOnlyList<LaunchStep>? steps, IReadOnlyList<Pilot>? pilots, FieldReader reader)
    {
        var read = new List<StepSpec>();
        if (steps is null or { Count: 0 }) reader.Wrong("spec.steps", "at least one step is needed, such as {weight: 5, hold: 5m}");
        if (steps is { Count: > 50 }) reader.Wrong("spec.steps", "at most 50 steps");
        var last = Share.None;
        for (var index = 0; index < (steps?.Count ?? 0); index++)
        {
            var path = $"spec.steps[{index}]";
            if (Step(steps![index], index, path, last, reader) is not { } step) continue;
            last = step.Share;
            read.Add(step);
        }

        // No rule would name the candidate then, and it would be waited for until the release is given up.
        if (read is [{ PilotsOnly: true }, ..] && pilots is not { Count: > 0 })
            reader.Wrong("spec.pilots", "spec.steps[0].pilotsOnly shows the candidate to pilots alone, and there are none: name one, such as {header: {name: X-Pilot, value: \"true\"}}, or remove the step");
        if (last != Share.All) read.Add(new StepSpec { Share = Share.All });
        return read;
    }

    private static StepSpec? Step(LaunchStep step, int index, string path, Share last, FieldReader reader)
    {
        reader.NotYet(step.Mirror is not null, $"{path}.mirror");
        reader.NotYet(step.Checks is { Count: > 0 }, $"{path}.checks");
        if (step.Mirror is not null) return null;
        var pilotsOnly = step.PilotsOnly ?? false;
        if (pilotsOnly == step.Weight is not null)
        {
            reader.Wrong(path, "exactly one of weight, pilotsOnly and mirror must be set");
            return null;
        }

        if (pilotsOnly && index > 0) reader.Wrong($"{path}.pilotsOnly", "only the first step may be pilotsOnly");
        var share = pilotsOnly ? Share.None : Weight(step, path, last, reader);
        if (share is not { } weight) return null;
        return new StepSpec
        {
            Share = weight,
            PilotsOnly = pilotsOnly,
            Hold = reader.Duration(step.Hold, $"{path}.hold", TimeSpan.Zero),
            Replicas = step.Replicas is { } replicas ? reader.Bounded(replicas, $"{path}.replicas", 1, 10_000, 1) : null,
            Gate = reader.Choice(step.Gate, $"{path}.gate", StepGate.Automatic),
        };
    }

    private static Share? Weight(LaunchStep step, string path, Share last, FieldReader reader)
    {
        var text = step.Weight!.Value.Text;
        if (Share.Parse(text) is not { } share || share == Share.None)
        {
            reader.Wrong($"{path}.weight", $"{(text.Length <= 32 ? text : "the value")} is not a weight; write an integer from 1 to 100, or a string such as \"0.5\"");
            return null;
        }

        if (share > last) return share;
        reader.Wrong($"{path}.weight", $"{share} does not rise above {last}: weights must rise strictly from step to step");
        return null;
    }
}
