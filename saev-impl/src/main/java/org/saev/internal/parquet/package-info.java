/**
 * Tables of texts and numbers in Parquet. Only this package touches Apache Parquet, which a program
 * brings that wants it.
 */
package org.saev.internal.parquet;
