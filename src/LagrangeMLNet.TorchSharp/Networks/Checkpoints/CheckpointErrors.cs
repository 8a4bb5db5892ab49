namespace LagrangeMLNet.Networks.Checkpoints;

/// <summary>The wording of every complaint about a checkpoint: which file, what was found, what to do.</summary>
internal static class CheckpointErrors
{
    public static InvalidOperationException Foreign(string path) => new(
        $"CheckpointPath '{path}' is not the checkpoint of a network trainer: give another name, or delete the file if nothing else needs "
        + "it.");

    public static InvalidOperationException OtherVersion(string path, int found, int expected) => new(
        $"The checkpoint '{path}' was written by another version of LagrangeMLNet. Found format {found}, expected {expected}; end the fit "
        + "with "
        + StartAnew("that version"));

    public static InvalidOperationException Damaged(string path, string found) => new(
        $"The checkpoint '{path}' is cut off or damaged: {found}. Restore the whole file, or delete it to learn from scratch.");

    public static InvalidOperationException Other(string path, CheckpointTrait expected, string found) => expected.Part switch
    {
        CheckpointPart.Architecture => new(
            $"The checkpoint '{path}' is of another architecture: {expected.Name} was {found} and is {expected.Value} now; go on with "
            + StartAnew("the earlier options")),
        CheckpointPart.Options => new(
            $"The checkpoint '{path}' was begun with other options: {expected.Name} was {found} and is {expected.Value} now; go on with "
            + StartAnew("the earlier ones")),
        _ => new(
            $"The checkpoint '{path}' was begun on other data: {expected.Name} was {found} and is {expected.Value} now; go on with "
            + StartAnew("the same rows in the same order")),
    };

    public static IOException NotWritable(string path, Exception cause) => new(
        $"CheckpointPath '{path}' cannot be written: {cause.Message} Choose another path, or check the folder, its rights and the other "
        + "fits that write there.",
        cause);

    public static InvalidOperationException InUse(string path, Exception cause) => new(
        $"CheckpointPath '{path}' is in use: another fit keeps its checkpoint there. Give each fit a path of its own, or wait for the "
        + "other's end.",
        cause);

    public static IOException NotReadable(string path, Exception cause) => new(
        $"CheckpointPath '{path}' cannot be read: {cause.Message} Choose another path, or check the rights of the file.", cause);

    public static string Failed(string path, double epochs, Exception cause) => FormattableString.Invariant(
        $"The checkpoint '{path}' could not be written after epoch {epochs:0}: {cause.Message} Learning went on; the file holds an earlier state, or none.");

    public static string NotDeleted(string path, Exception cause) =>
        $"The checkpoint '{path}' of a fit that is done could not be deleted: {cause.Message} Delete it before the next fit.";

    public static string WentOn(string path, int epoch) => FormattableString.Invariant(
        $"Training resumed from the checkpoint '{path}', after epoch {epoch}.");

    private static string StartAnew(string how) => $"{how}, or delete the file, or set another CheckpointPath, to learn from scratch.";
}
