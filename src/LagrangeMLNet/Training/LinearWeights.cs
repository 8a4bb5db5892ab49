namespace LagrangeMLNet.Training;

/// <summary>
/// A linear model: <paramref name="Outputs"/> rows of <paramref name="Features"/> weights, row after row, and a bias each.
/// </summary>
internal sealed record LinearWeights(int Outputs, int Features, float[] Weights, float[] Biases)
{
    /// <summary>
    /// What all outputs share changes no probability of a softmax, but costs it digits: the mean over outputs is put to 0.
    /// </summary>
    public void CentreOutputs()
    {
        if (Outputs == 1)
            return;
        for (int slot = 0; slot < Features; slot++)
            Centre(Weights, slot, Features);
        Centre(Biases, 0, 1);
    }

    private void Centre(float[] values, int start, int stride)
    {
        double mean = 0;
        for (int k = 0; k < Outputs; k++)
            mean += values[start + (k * stride)] / (double)Outputs;
        for (int k = 0; k < Outputs; k++)
            values[start + (k * stride)] = (float)(values[start + (k * stride)] - mean);
    }

    public bool IsFinite => AreFinite(Weights) && AreFinite(Biases);

    private static bool AreFinite(float[] values)
    {
        foreach (float value in values)
            if (!float.IsFinite(value))
                return false;
        return true;
    }
}
