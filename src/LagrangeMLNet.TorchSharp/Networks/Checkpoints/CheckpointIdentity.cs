using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks.Checkpoints;

/// <summary>How a fit knows that a checkpoint is its own: by architecture, options and data.</summary>
/// <param name="Traits">What must agree, in the order in which it is compared.</param>
internal sealed record CheckpointIdentity(IReadOnlyList<CheckpointTrait> Traits)
{
    /// <summary>The identity of a fit.</summary>
    /// <param name="problem">What is learnt from what.</param>
    /// <param name="settings">What the caller set.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="survey">What was seen of the rows to learn from.</param>
    /// <param name="heldOut">The rows to measure the velocity on.</param>
    /// <param name="start">An earlier network to resume from, or null.</param>
    public static CheckpointIdentity Of(
        NetworkProblem problem,
        NetworkSettings settings,
        IRowSource rows,
        DataSurvey survey,
        IReadOnlyList<RowPlace> heldOut,
        NetworkWeights? start)
    {
        var traits = new List<CheckpointTrait>();
        // Memory, device and budget decide the order of rows, the rounding and the forecast: other bits, another fit.
        Add(CheckpointPart.Architecture, "Task", problem.Task);
        Add(CheckpointPart.Architecture, nameof(settings.Width), settings.Width);
        Add(CheckpointPart.Architecture, nameof(settings.Blocks), settings.Blocks);
        Add(CheckpointPart.Architecture, nameof(settings.Members), settings.Members);
        Add(CheckpointPart.Architecture, nameof(settings.EmbeddingPieces), settings.EmbeddingPieces);
        foreach ((string name, object? value) in settings.Learning)
            Add(CheckpointPart.Options, name, value);
        Add(CheckpointPart.Options, nameof(settings.Device), TrainingDevice.Choose(settings.Device).type);
        Add(CheckpointPart.Options, "Reading", rows is StreamedRows ? "anew in every epoch" : "once");
        Add(CheckpointPart.Data, $"the type of column '{problem.Columns.Features}'", problem.Train.Schema[problem.Columns.Features].Type);
        Add(CheckpointPart.Data, $"the type of label column '{problem.Columns.Label}'", problem.Train.Schema[problem.Columns.Label].Type);
        Add(CheckpointPart.Data, "the example weight column", problem.Columns.Weight ?? "none");
        Add(CheckpointPart.Data, "the number of rows to learn from", survey.Rows);
        Add(CheckpointPart.Data, "the number of held-out or validation rows", heldOut.Count);
        Add(CheckpointPart.Data, "the hash of some rows to learn from", survey.Fingerprint);
        Add(CheckpointPart.Data, "the hash of some held-out or validation rows", RowFingerprint.Of(heldOut));
        Add(CheckpointPart.Data, "the hash of means and deviations, and of the earlier model if there is one", Hash(survey, start));
        return new CheckpointIdentity(traits);

        void Add(CheckpointPart part, string name, object? value) =>
            traits.Add(
                new CheckpointTrait(
                    part, name, Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "null"));
    }

    /// <summary>Throws unless a checkpoint of the other identity may be resumed from.</summary>
    /// <param name="found">Identity in the file.</param>
    /// <param name="path">The file.</param>
    public void Check(CheckpointIdentity found, string path)
    {
        for (int i = 0; i < Traits.Count; i++)
        {
            if (i >= found.Traits.Count || found.Traits[i] != Traits[i])
                throw CheckpointErrors.Other(path, Traits[i], i < found.Traits.Count ? found.Traits[i].Value : "nothing");
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Traits.Count);
        foreach ((CheckpointPart part, string name, string value) in Traits)
        {
            writer.Write((byte)part);
            writer.Write(name);
            writer.Write(value);
        }
    }

    public static CheckpointIdentity Read(BinaryReader reader)
    {
        var traits = new CheckpointTrait[TrainingMoment.ReadCount(reader, 3)];
        for (int i = 0; i < traits.Length; i++)
            traits[i] = new CheckpointTrait((CheckpointPart)reader.ReadByte(), reader.ReadString(), reader.ReadString());
        return new CheckpointIdentity(traits);
    }

    private static string Hash(DataSurvey survey, NetworkWeights? start)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        InputEncoding encoding = survey.Encoding;
        Numbers<float>(encoding.Centre);
        Numbers<float>(encoding.Scale);
        Numbers<int>(encoding.Piece);
        Numbers<float>(encoding.PieceStart);
        Numbers<float>(encoding.PieceScale);
        Numbers<float>([encoding.BagScale, .. survey.Labels.HeadBias]);
        Numbers<double>([survey.Labels.Centre, survey.Labels.Scale, survey.Labels.Weight]);
        foreach (float[] values in start?.Values ?? [])
            Numbers<float>(values);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Numbers<T>(ReadOnlySpan<T> values)
            where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(values));
    }
}

/// <summary>One thing that must agree between a checkpoint and the fit that resumes from it.</summary>
/// <param name="Part">Where it belongs.</param>
/// <param name="Name">What it is, for messages.</param>
/// <param name="Value">Its value, in the invariant culture.</param>
internal readonly record struct CheckpointTrait(CheckpointPart Part, string Name, string Value);

/// <summary>What a trait of a checkpoint belongs to.</summary>
internal enum CheckpointPart : byte
{
    /// <summary>What the network consists of.</summary>
    Architecture,

    /// <summary>How it is trained.</summary>
    Options,

    /// <summary>What it is trained on.</summary>
    Data,
}
