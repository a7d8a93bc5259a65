/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-palette.h"

/* Four bits of each channel make a bin: fine enough, and small enough for the stack. */
#define N_BINS 4096

/* Colours nearer than this, in units of a full channel, count as the same. */
#define LEAST_DISTANCE 0.22

typedef struct
{
  guint n_pixels;
  guint sums[3];
} Bin;

static void
fill_bins (Bin       *bins,
           GdkPixbuf *pixbuf)
{
  const guchar *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int n_channels = gdk_pixbuf_get_n_channels (pixbuf);
  int width = gdk_pixbuf_get_width (pixbuf);

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    {
      const guchar *pixel = pixels + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      for (int x = 0; x < width; x++, pixel += n_channels)
        {
          Bin *bin = &bins[(pixel[0] >> 4) << 8 | (pixel[1] >> 4) << 4 | pixel[2] >> 4];

          bin->n_pixels++;
          for (int channel = 0; channel < 3; channel++)
            bin->sums[channel] += pixel[channel];
        }
    }
}

static GdkRGBA
mean_color (const Bin *bin)
{
  float scale = 1.0f / (255.0f * (float) bin->n_pixels);
  GdkRGBA color = { 0, 0, 0, 1 };

  color.red = (float) bin->sums[0] * scale;
  color.green = (float) bin->sums[1] * scale;
  color.blue = (float) bin->sums[2] * scale;

  return color;
}

static double
color_distance (const GdkRGBA *a,
                const GdkRGBA *b)
{
  return ABS (a->red - b->red) + ABS (a->green - b->green) + ABS (a->blue - b->blue);
}

static gboolean
is_new (const BrowserPalette *self,
        const GdkRGBA        *color)
{
  for (guint i = 0; i < self->n_colors; i++)
    if (color_distance (&self->colors[i], color) < LEAST_DISTANCE)
      return FALSE;

  return TRUE;
}

/* Colourful bins count more than grey ones of the same size, as they do for the eye. */
static double
bin_weight (const Bin *bin)
{
  GdkRGBA color = mean_color (bin);
  float highest = MAX (color.red, MAX (color.green, color.blue));
  float lowest = MIN (color.red, MIN (color.green, color.blue));

  return bin->n_pixels * (0.4 + (double) (highest - lowest));
}

static int
compare_bins (gconstpointer a,
              gconstpointer b)
{
  double weight_a = bin_weight (*(const Bin *const *) a);
  double weight_b = bin_weight (*(const Bin *const *) b);

  return (weight_a < weight_b) - (weight_a > weight_b);
}

/* Finds the dominant colours: the heaviest bins that are not too near to each other. */
void
browser_palette_compute (BrowserPalette *self,
                         GdkPixbuf      *pixbuf)
{
  g_autofree Bin *bins = g_new0 (Bin, N_BINS);
  g_autoptr (GPtrArray) used = g_ptr_array_new ();

  fill_bins (bins, pixbuf);
  for (guint i = 0; i < N_BINS; i++)
    if (bins[i].n_pixels > 0)
      g_ptr_array_add (used, &bins[i]);
  g_ptr_array_sort (used, compare_bins);

  self->n_colors = 0;
  for (guint i = 0; i < used->len && self->n_colors < BROWSER_PALETTE_SIZE; i++)
    {
      GdkRGBA color = mean_color (used->pdata[i]);

      if (is_new (self, &color))
        self->colors[self->n_colors++] = color;
    }
}
