using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Configuration;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Evidence;

/// <summary>The file that a server goes on from. Nothing about it can stop a start: the worst is that evidence begins anew.</summary>
internal static class EvidenceFile
{
    /// <summary>What is in the file, if it belongs to what the configuration says.</summary>
    public static EvidenceExport? Read(ComparisonConfig config, ILogger logger)
    {
        if (config.EvidenceFile is not { } file || !File.Exists(file)) return null;
        byte[] bytes;
        try
        {
            // A larger one is none of ours.
            if (new FileInfo(file).Length > EvidenceCodec.MostDecoded)
            {
                logger.LogWarning("The evidence file is larger than any evidence: evidence begins anew");
                return null;
            }

            bytes = File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("The evidence file cannot be read ({Kind}): evidence begins anew", exception.GetType().Name);
            return null;
        }

        if (EvidenceCodec.Decode(bytes) is not { } export)
        {
            logger.LogWarning("The evidence file is broken, or of another version: evidence begins anew");
            return null;
        }

        var evidence = export.Evidence;
        if (evidence.Subject == config.Subject && evidence.Since == config.Since && evidence.Slice == config.Verdict.Over / EndpointEvidence.Slices)
        {
            logger.LogInformation("Goes on with {Compared} comparisons since {Since:O}", evidence.Endpoints.Values.Sum(endpoint => endpoint.Counts().Compared), evidence.Since);
            return export;
        }

        logger.LogInformation("The evidence file belongs to something else: evidence begins anew");
        return null;
    }
}
