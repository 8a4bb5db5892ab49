namespace LagrangeMLNet.Networks;

/// <summary>
/// What a fit needs of a processor's memory at the least. A system that lends more memory than it has does not refuse it: it ends the
/// process when the memory is used, and nobody is told why. So what cannot fit is refused before it is asked for.
/// </summary>
internal static class NetworkMemory
{
    /// <summary>
    /// Copies of the parameters that are there at once: they themselves, the best state, gradients, metric, and the two points that the
    /// step length is found from.
    /// </summary>
    private const long Copies = 6;

    /// <summary>In a container .NET counts on three quarters of the memory for itself.</summary>
    private const double ShareForNet = 0.75;

    /// <summary>Throws where the least that is needed is more than there is.</summary>
    /// <param name="shape">The network.</param>
    /// <param name="batch">Rows in a mini-batch.</param>
    public static void Check(NetworkShape shape, int batch)
    {
        long available = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareForNet);
        long needed = LeastBytes(shape, batch);
        if (needed > available)
            throw NetworkErrors.TooLarge(shape, batch, needed, available);
    }

    /// <summary>Bytes that training takes at the least.</summary>
    internal static long LeastBytes(NetworkShape shape, int batch)
    {
        // Of each row the inputs, and of each layer what goes into its activation and what comes out, are kept for the gradient.
        long numbersOfRow = shape.Encoded + shape.BagWidth + (2L * shape.Hidden * (1 + shape.Blocks)) + (shape.Members * shape.Outputs);
        return sizeof(float) * ((Copies * shape.Parameters) + (batch * numbersOfRow));
    }
}
